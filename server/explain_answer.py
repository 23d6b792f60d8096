"""Explanations of a store, by whatever has it open: the rules are made when the first one is asked for."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from pyoxigraph import Store

from graph import errors
from graph.explanation.asking import MAX_PROOFS, Explanation, ask, read_fact, write
from graph.explanation.data import write_data
from graph.explanation.knowledge import know_store
from graph.layout import Layout, default_root
from server.errors import MalformedRequestError, NotFoundError
from server.explain_formats import DATA, MERMAID, TEXT
from server.formats import JSON_LD, TURTLE
from server.iris import prefixes
from server.service import Why

_WRITERS: Final[Mapping[str, Callable[[Explanation], bytes]]] = {
    TURTLE.media_type: partial(write, format_="turtle"),
    JSON_LD.media_type: partial(write, format_="jsonld"),
    TEXT.media_type: partial(write, format_="text"),
    MERMAID.media_type: partial(write, format_="mermaid"),
}


class Explainer:
    """Explains what one store holds; what is only claimed is neither premise nor conclusion.

    Raises StoreError if the graphs' roles are not told.
    """

    def __init__(self, store: Store, base: str) -> None:
        self._prefixes = prefixes(base)
        self._known = know_store(store, Layout(default_root()).derive_files())

    def answer(self, why: Why) -> bytes:
        """Return why a triple holds, or, as data, what is missing for it.

        Raises MalformedRequestError if it is no triple, NotFoundError if there is no proof to be written.
        """
        try:
            wanted = read_fact(*why.terms, prefixes=self._prefixes)
        except errors.RequestError as error:
            raise MalformedRequestError(f"{error.found}. {error.cure}") from error
        explanation = ask(wanted, self._known, MAX_PROOFS if why.takes_all else 1)
        if why.media_type == DATA:
            return write_data(explanation)
        if not explanation.proofs:
            raise NotFoundError(explanation.missing)
        return _WRITERS[why.media_type](explanation)
