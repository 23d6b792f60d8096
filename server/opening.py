"""The store that a server opens: what a build left, or a blank one, in a folder or as long as it lasts."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from graph.commit import Claim
from graph.errors import Place, StoreError, UnmergedError
from graph.freshness import DATASET
from graph.generations import Lease, create_blank, publish
from graph.layout import Layout, default_root
from server.remote.addresses import is_remote
from server.settings import MEMORY, Settings

if TYPE_CHECKING:
    from server.remote.opening import Followed


@dataclass(frozen=True)
class Opened:
    """A store's folder, a hold on its newest generation and, if the server takes writes, its claim.

    ``followed`` is what follows the changes of a store on another server, whose folder only tells of it.
    """

    folder: Path
    lease: Lease
    claim: Claim | None
    followed: "Followed | None" = None


@contextmanager
def open_store(settings: Settings) -> Iterator[Opened]:
    """Hold the newest generation of the store and, if a token is set, the right to change it.

    Raises StoreError if there is no such store, or another process is changing it.
    """
    with ExitStack() as held:
        if is_remote(settings.store):
            from server.remote.opening import follow_remote

            followed, lease = held.enter_context(follow_remote(settings))
            yield Opened(followed.folder, lease, None, followed)
            return
        folder = held.enter_context(_folder(settings))
        claim = held.enter_context(Claim(folder)) if settings.config.token else None
        yield Opened(folder, held.enter_context(_lease(folder, claim, settings)), claim)


def _lease(folder: Path, claim: Claim | None, settings: Settings) -> Lease:
    if settings.empty:
        return create_blank(folder, claim)
    try:
        return publish(folder / DATASET, claim, discard_writes=settings.discard_writes)
    except UnmergedError:
        # It takes a while to import, and seconds to do.
        from graph.merging import publish_merged

        return publish_merged(folder / DATASET, Layout(default_root()), claim)


@contextmanager
def _folder(settings: Settings) -> Iterator[Path]:
    if settings.store != MEMORY:
        yield _made(Path(settings.store), settings)
        return
    with tempfile.TemporaryDirectory(prefix="allegata-") as name:
        if not settings.empty:
            _copy_built(Path(Settings.store) / DATASET, Path(name) / DATASET)
        yield Path(name)


def _made(folder: Path, settings: Settings) -> Path:
    """Return the folder, which a blank store makes and a built one has."""
    if not settings.empty and not (folder / DATASET).is_file():
        raise StoreError(
            "nothing has been built yet", "Build it first: allegata build.", Place(folder / DATASET)
        )
    return folder


def _copy_built(built: Path, copy: Path) -> None:
    try:
        shutil.copyfile(built, copy)
    except OSError as error:
        cure = "Build it first: allegata build."
        raise StoreError(f"nothing to serve: {error.strerror}", cure, Place(built)) from error
