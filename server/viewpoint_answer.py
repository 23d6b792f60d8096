"""The worlds of a store, by whatever has it open: worked out when they are asked for, and kept."""

from collections.abc import Mapping
from typing import Final

from pyoxigraph import Store

from graph import errors
from graph.viewpoints.asking import ask
from graph.viewpoints.sharing import Viewpoints
from server.errors import MalformedRequestError, NotFoundError
from server.formats import JSON_LD, N_QUADS, TRIG
from server.service import Outlook
from server.viewpoint_formats import SUMMARY

MAX_KEPT: Final = 256
"""So many worlds are kept of one state of the data, and so many comparisons: what to include is endless."""

_FORMATS: Final[Mapping[str, str]] = {
    TRIG.media_type: "trig",
    N_QUADS.media_type: "nquads",
    JSON_LD.media_type: "jsonld",
    SUMMARY.media_type: "json",
}


class Observer:
    """Tells the worlds according to the holders of one store, to which nothing is added.

    Raises StoreError if the graphs' roles are not told.
    """

    def __init__(self, store: Store, base: str) -> None:
        self._viewpoints = Viewpoints(store, base, MAX_KEPT)

    def answer(self, outlook: Outlook) -> bytes:
        """Return the world according to one holder, or two worlds together.

        Raises NotFoundError if one of them holds no claim, MalformedRequestError if the document or what to
        include is not there.
        """
        try:
            holders = [self._viewpoints.find_holder(name) for name in outlook.holders]
        except errors.RequestError as error:
            raise NotFoundError(f"{error.found}. {error.cure}") from error
        try:
            format_ = _FORMATS[outlook.media_type]
            return ask(self._viewpoints, holders, outlook.include, outlook.document or None, format_)
        except errors.RequestError as error:
            raise MalformedRequestError(f"{error.found}. {error.cure}") from error
