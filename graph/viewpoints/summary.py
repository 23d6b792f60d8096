"""Worlds and what contradicts in them, as data: always with who says it."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping

from pyoxigraph import NamedNode

from graph.viewpoints.clashing import Contradiction, Ground
from graph.viewpoints.sharing import Comparison, Viewpoint, Viewpoints
from graph.viewpoints.text import Writer, title
from graph.viewpoints.world import Part, World

_Plain = Mapping[str, object]


class Summary:
    """Tells of worlds in JSON: how much is in each, and what contradicts."""

    def __init__(self, viewpoints: Viewpoints) -> None:
        self._claims = viewpoints.claims
        self._writer = Writer(viewpoints)

    def write_viewpoint(self, viewpoint: Viewpoint) -> bytes:
        """Write one world."""
        return _write({"viewpoints": [self._viewpoint(viewpoint)]})

    def write_comparison(self, comparison: Comparison) -> bytes:
        """Write two worlds, and what contradicts between them."""
        sides = [self._viewpoint(side) for side in (comparison.one, comparison.other)]
        return _write({"viewpoints": sides, "between": self._contradictions(comparison.contradictions)})

    def _viewpoint(self, viewpoint: Viewpoint) -> _Plain:
        world = viewpoint.world
        return {
            "iri": world.iri,
            "title": title(world, self._claims),
            "holder": world.holder,
            "day": world.day,
            "document": world.choice.document,
            "include": sorted(world.choice.include),
            "claims": len(world.claims),
            "leftOut": _left_out(world),
            "so": len(world.so),
            "notSo": len(world.not_so),
            "unnegated": [claim.iri for claim in world.unnegated],
            "consistent": viewpoint.is_consistent,
            "contradictions": self._contradictions(viewpoint.contradictions),
        }

    def _contradictions(self, found: Iterable[Contradiction]) -> list[_Plain]:
        return [self._contradiction(each) for each in found]

    def _contradiction(self, found: Contradiction) -> _Plain:
        return {
            "rule": found.clash.rule.name,
            "words": found.clash.rule.words,
            "weak": found.is_weak,
            "grounds": [self._ground(ground) for ground in found.grounds],
            "told": self._writer.tell(found),
        }

    def _ground(self, ground: Ground) -> _Plain:
        return {
            "fact": [str(term) for term in ground.fact],
            "so": ground.holds,
            "by": [self._part(part) for part in dict.fromkeys(ground.parts)],
        }

    def _part(self, part: Part) -> _Plain:
        return {
            "holder": part.holder,
            "claim": part.claim.iri,
            "proposition": part.proposition,
            "label": self._claims.label(NamedNode(part.proposition)),
            "byAnalysis": part.is_by_analysis,
        }


def _left_out(world: World) -> Mapping[str, int]:
    """Count the claims that do not count, by the stance or certainty for which they do not."""
    return dict(sorted(Counter(map(world.choice.reason_against, world.left_out)).items()))


def _write(data: _Plain) -> bytes:
    return json.dumps(data, ensure_ascii=False).encode()
