"""Searches in a store, by whatever has it open: the index is opened, or made, with the first one."""

import json
from collections.abc import Mapping
from functools import cached_property
from typing import Final

from pyoxigraph import Store

from graph.lease import Generation
from graph.search.index import Hit, NameIndex
from graph.search.keeping import make_index, open_index
from server.gate.search_reading import find_patterns
from server.gate.searching import Search, rewrite
from server.iris import shorten
from server.search_voices import voices_of
from server.service import Find

MAX_MATCHES: Final = 500
"""So many things at most match a search in a query, the best."""

_PROPOSITION: Final = "Proposition"


class Finder:
    """Searches for what one store names in its default graph, which is a plain one if it ``is_blank``.

    The index of a generation is kept in its folder; without a generation it is made in memory.
    """

    def __init__(
        self, store: Store, base: str, generation: Generation | None = None, *, is_blank: bool = False
    ) -> None:
        self._store = store
        self._base = base
        self._generation = generation
        self._is_blank = is_blank

    def answer(self, find: Find) -> bytes:
        """Return what is found, as JSON."""
        hits = self._index.search(find.text, find.limit, find.kind)
        told = {
            "query": find.text,
            "kind": find.kind,
            "limit": find.limit,
            "hits": list(map(self._tell, hits)),
        }
        return json.dumps(told, ensure_ascii=False).encode("utf-8", "surrogatepass")

    def rewrite(self, text: str) -> str:
        """Return a query with what is found in the place of its searches.

        Raises MalformedQueryError where a search stands elsewhere than it may.
        """
        patterns = find_patterns(text, self._base)
        return rewrite(text, patterns, self._values) if patterns else text

    @cached_property
    def _index(self) -> NameIndex:
        if self._generation:
            return open_index(self._generation, self._store)
        return make_index(self._store, self._base, is_blank=self._is_blank)

    def _values(self, search: Search) -> str:
        hits = self._index.search(search.words, MAX_MATCHES, is_whole=True)
        if search.score:
            rows = (f"(<{hit.name.iri}> {hit.score:.4f})" for hit in hits)
            return f"VALUES ({search.thing} {search.score}) {{ {' '.join(rows)} }}"
        return f"VALUES {search.thing} {{ {' '.join(f'<{hit.name.iri}>' for hit in hits)} }}"

    def _tell(self, hit: Hit) -> Mapping[str, object]:
        name = hit.name
        told: dict[str, object] = {
            "iri": name.iri,
            "kind": name.kind,
            "name": name.text,
            "property": shorten(name.property, self._base),
            "score": hit.score,
            "why": hit.why,
            "words": [{"asked": m.asked, "found": m.found, "by": m.manner} for m in hit.matches],
        }
        if _PROPOSITION in name.kinds:
            told["voices"] = voices_of(self._store, name.iri)
        return told
