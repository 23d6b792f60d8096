"""Release of a write from quarantine: it is made by the same checks as any other, or stays where it is."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Final

from graph.article_form import ArticleForm
from graph.changes import Write, Written
from graph.commit import Claim
from graph.errors import Place, StoreError
from graph.layout import Layout
from graph.lease import current_generation
from graph.live import LiveStore
from graph.quarantine import Kept, Quarantine

_EXAMINERS: Final = 2


def release(store: Path, name: str, layout: Layout) -> Written:
    """Make a write that is kept apart, and drop it from there; return the generation that has it.

    Raises RequestError if no write is kept under that name, StoreError if a server uses the store, and what
    `graph.live.LiveStore.apply` does: then it stays in quarantine.
    """
    with Claim(store):
        quarantine = Quarantine(store)
        quarantine.clean()
        written = _make(store, quarantine.find(name), layout)
        quarantine.drop(name)
    return written


def _make(store: Path, kept: Kept, layout: Layout) -> Written:
    """Make the change, unless a crash came between making and dropping it."""
    current, key = current_generation(store), f"released {kept.name}"
    if current is None or current.blank:
        raise StoreError("the store is not a built one", "Name its folder: --store.", Place(store))
    if current.key == key:
        return Written(current.name)
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(_EXAMINERS, context) as pool:
        return LiveStore(store, ArticleForm(layout, current.base, pool)).apply(Write(kept.change, key))
