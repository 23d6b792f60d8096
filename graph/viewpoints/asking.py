"""A question for the world according to somebody, and its answer in each format."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Final

from pyoxigraph import RdfFormat, Store

from graph.errors import RequestError
from graph.viewpoints.choosing import Choice, choose
from graph.viewpoints.claims import Claims
from graph.viewpoints.exporting import write_dataset, write_functional, write_owl, write_turtle
from graph.viewpoints.sharing import Viewpoints
from graph.viewpoints.summary import Summary
from graph.viewpoints.table import write_table
from graph.viewpoints.text import Writer
from graph.viewpoints.world import World

_ONTOLOGIES: Final[Mapping[str, Callable[[Sequence[World], Claims], bytes]]] = {
    "functional": write_functional,
    "jsonld": partial(write_dataset, format_=RdfFormat.JSON_LD),
    "nquads": partial(write_dataset, format_=RdfFormat.N_QUADS),
    "owl": write_owl,
    "trig": write_dataset,
    "turtle": write_turtle,
}


def ask_viewpoint(
    store: Store,
    holders: Sequence[str],
    include: Sequence[str] = (),
    document: str | None = None,
    format_: str = "text",
    base: str = "",
) -> bytes:
    """Do what `ask` does of the worlds of a store."""
    return ask(Viewpoints(store, base), holders, include, document, format_)


def ask(
    viewpoints: Viewpoints,
    holders: Sequence[str],
    include: Sequence[str] = (),
    document: str | None = None,
    format_: str = "text",
) -> bytes:
    """Return the world according to one holder, what contradicts between two, or a table of all.

    As an ontology, two worlds are written together.

    Raises RequestError for a holder, a document or something to include that is not there, and where all
    holders are asked for as anything but text.
    """
    choice = choose(include, viewpoints.find_document(document) if document else "")
    found = [viewpoints.find_holder(name) for name in holders]
    if format_ == "text":
        return _text(viewpoints, found, choice).encode()
    if not found:
        raise RequestError(
            f"no holder is named for {format_}", "Name one: a table of all is written as text."
        )
    if format_ == "json":
        return _summary(viewpoints, found, choice)
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


def _summary(viewpoints: Viewpoints, holders: Sequence[str], choice: Choice) -> bytes:
    one, *others = dict.fromkeys(holders)
    if not others:
        return Summary(viewpoints).write_viewpoint(viewpoints.viewpoint(one, choice))
    return Summary(viewpoints).write_comparison(viewpoints.compare(one, others[0], choice))
