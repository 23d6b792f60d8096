"""A question for the world according to somebody, and its answer in each format."""

from collections.abc import Sequence
from typing import Final

from pyoxigraph import Store

from graph.errors import RequestError
from graph.viewpoints.choosing import Choice, choose
from graph.viewpoints.exporting import write_functional, write_owl, write_trig, write_turtle
from graph.viewpoints.sharing import Viewpoints
from graph.viewpoints.table import write_table
from graph.viewpoints.text import Writer

_ONTOLOGIES: Final = {
    "functional": write_functional, "owl": write_owl, "trig": write_trig, "turtle": write_turtle
}  # fmt: skip


def ask_viewpoint(
    store: Store,
    holders: Sequence[str],
    include: Sequence[str] = (),
    document: str | None = None,
    format_: str = "text",
    base: str = "",
) -> bytes:
    """Return the world according to one holder, what contradicts between two, or a table of all.

    As an ontology, two worlds are written together.

    Raises RequestError for a holder, a document or something to include that is not there, and where all
    holders are asked for as one ontology.
    """
    viewpoints = Viewpoints(store, base)
    choice = choose(include, viewpoints.find_document(document) if document else "")
    found = [viewpoints.find_holder(name) for name in holders]
    if format_ == "text":
        return _text(viewpoints, found, choice).encode()
    if not found:
        raise RequestError(
            f"no holder is named for {format_}", "Name one: a table of all is written as text."
        )
    worlds = [viewpoints.viewpoint(holder, choice).world for holder in dict.fromkeys(found)]
    return _ONTOLOGIES[format_](worlds, viewpoints.claims)


def _text(viewpoints: Viewpoints, holders: Sequence[str], choice: Choice) -> str:
    if not holders:
        all_ = (viewpoints.viewpoint(holder, choice) for holder in viewpoints.claims.holders)
        heard = (each for each in all_ if each.world.claims or each.world.left_out)
        return write_table(heard, viewpoints.compare_all(choice))
    one, *others = dict.fromkeys(holders)
    if not others:
        return Writer(viewpoints).write_viewpoint(viewpoints.viewpoint(one, choice))
    return Writer(viewpoints).write_comparison(viewpoints.compare(one, others[0], choice))
