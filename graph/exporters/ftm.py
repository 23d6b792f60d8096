"""The dataset as a stream of FollowTheMoney entities: actors, offices, list entries and designations.

What is claimed goes nowhere: claims and propositions are not read, an actor has its names and identifiers
only, and an act that only a claim attests is left out.
"""

import re
from collections.abc import Iterator
from typing import Final

from pyoxigraph import Store

from graph.exporters.ftm_acts import ACTORS, ACTORS_GRAPH, SANCTIONS, actor_id, actor_schema, sanction_line
from graph.exporters.ftm_entity import make
from graph.exporters.ftm_lists import entry_lines
from graph.exporters.ftm_reading import Thing, read_shown
from graph.importers.ftm.triples import SAID_OF_OFFICE
from graph.namespaces import PREFIXES, RDFS

_LABEL: Final = RDFS + "label"
_SAME: Final = PREFIXES["schema"] + "sameAs"
_ALT: Final = PREFIXES["skos"] + "altLabel"
_WIKIDATA: Final = re.compile(r"http://www\.wikidata\.org/entity/(Q\d+)")


def write_ftm(store: Store, base: str) -> Iterator[bytes]:
    """Yield the lines of the stream, sorted by what they are and by IRI: equal data, equal bytes.

    Graphs of datasets whose licences are not open are left out. Raises RequestError if the library of
    FollowTheMoney is not installed.
    """
    shown = read_shown(store, base)
    for actor in shown.things(*ACTORS, path=ACTORS_GRAPH):
        yield _actor(actor)
    for office in shown.things("Office"):
        yield _office(office)
    for entry in shown.things("ListEntry"):
        yield from entry_lines(shown, entry)
    for act in shown.things(*SANCTIONS):
        yield sanction_line(shown, act)


def _actor(actor: Thing) -> bytes:
    """Write an actor with its names and identifiers, as graph/actors has them, and nothing else."""
    schema = actor_schema(actor)
    if not schema:
        return b""
    made = make(actor_id(actor.iri), schema, "actors", actor.one(_LABEL))
    made.put("name", actor.one(_LABEL))
    made.add("alias", *actor.all(_ALT))
    found = map(_WIKIDATA.fullmatch, actor.all(_SAME))
    made.add("wikidataId", *(match[1] for match in found if match))
    return made.line()


def _office(office: Thing) -> bytes:
    identifier = office.one("listId") or f"office-{office.key}"
    made = make(identifier, "Position", "offices", office.one(_LABEL))
    made.put("name", office.one(_LABEL))
    for note in office.all("editorNote"):
        if note.startswith(SAID_OF_OFFICE):
            name, _, value = note.removeprefix(SAID_OF_OFFICE).partition(": ")
            made.add(name, value)
    return made.line()
