"""Backups: a generation as a folder of its own, whose files are known by their hashes.

Writes in quarantine belong to no generation: they are no part of a backup, and what is restored leaves them.
"""

import contextlib
import hashlib
import os
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Final

from graph.commit import Claim, cannot_write, make_generation, point, remove_old, sync_all
from graph.errors import Place, StoreError
from graph.generations import successor
from graph.lease import (
    FOLDER,
    RECORD,
    STORE,
    Generation,
    current_generation,
    exclusive,
    hold,
    read_generation,
)

_HASHES: Final = "SHA256SUMS"
_IMMUTABLE: Final = ".sst"


def back_up(store: Path, target: Path, name: str = "") -> Generation:
    """Copy a kept generation of a store, the newest one if none is named, into a new folder.

    A server may run meanwhile. What never changes is linked on the same file system, and takes no space.

    Raises GoneError if there is no such generation, StoreError if there is no store or the folder cannot be
    made.
    """
    current = current_generation(store)
    if current is None:
        raise StoreError("there is no store", "Serve it once, or name its folder: --store.", Place(store))
    with hold(store, name or current.name) as lease:
        try:
            _save(lease.generation.folder, target)
        except OSError as error:
            cure = "Name a folder that is not there yet, where files may be made."
            raise StoreError(f"cannot make a backup: {error.strerror}", cure, Place(target)) from error
    return lease.generation


def verify(backup: Path) -> Generation:
    """Return the generation that a backup is of, once each of its files is found as it was made.

    Raises StoreError if it is no backup, or a file is missing or altered.
    """
    try:
        lines = (backup / _HASHES).read_text("utf-8").splitlines()
        hashes = [line.split("  ", 1) for line in lines]
        altered = [path for told, path in hashes if _sha256(backup / path) != told]
        saved = read_generation(backup)
    except (OSError, ValueError) as error:
        cure = "Name a folder that allegata backup made."
        raise StoreError(f"no whole backup: {error}", cure, Place(backup)) from error
    if altered:
        raise StoreError(f"altered since it was made: {', '.join(altered)}", "Take another.", Place(backup))
    return saved


def restore(backup: Path, store: Path, *, force: bool = False) -> Generation:
    """Make what a backup holds the newest generation of a store, of which the others stay for a while.

    Raises StoreError if the backup is not as it was made, if the store has data and ``force`` is not given,
    if a server uses the store, or if it cannot be written.
    """
    saved = verify(backup)
    with Claim(store):
        current = current_generation(store)
        if current:
            _refuse_loss(current, store, force)
        made = _restored(saved, current, store)
        try:
            _put(backup, made)
        except OSError as error:
            raise cannot_write(store, error) from error
        remove_old(store)
    return read_generation(made.folder)


def _refuse_loss(current: Generation, store: Path, force: bool) -> None:
    if not force:
        cure = "Give --force to put the backup in the place of its data, or name another folder."
        raise StoreError("the store has data", cure, Place(store))
    with exclusive(current.folder) as is_free:
        if not is_free:
            raise StoreError("a server uses the store", "Stop it first.", Place(store))


def _restored(saved: Generation, current: Generation | None, store: Path) -> Generation:
    """Return the generation that a backup becomes: one of what was built stays what it is."""
    name = saved.name if not saved.is_written else _hash(saved, current)
    number = current.number + 1 if current else saved.number
    return replace(
        saved,
        name=name,
        folder=store / FOLDER / name,
        store_id=current.store_id if current else saved.store_id,
        number=number,
        since=name,
        changed={},
    )


def _hash(saved: Generation, current: Generation | None) -> str:
    return successor(saved, f"restored after {current.name if current else 'nothing'}").name


def _put(backup: Path, made: Generation) -> None:
    def fill(path: Path) -> Generation:
        _copy(backup / STORE, path)
        return made

    if not made.folder.is_dir():
        make_generation(made.folder, fill)
    point(made)


def _save(folder: Path, target: Path) -> None:
    unfinished = target.with_name(f".unfinished-{target.name}")
    unfinished.mkdir()
    try:
        _copy(folder / STORE, unfinished / STORE)
        shutil.copyfile(folder / RECORD, unfinished / RECORD)
        files = sorted(path for path in unfinished.rglob("*") if path.is_file())
        lines = [f"{_sha256(path)}  {path.relative_to(unfinished).as_posix()}\n" for path in files]
        (unfinished / _HASHES).write_text("".join(lines), "utf-8")
        sync_all(unfinished)
        unfinished.rename(target)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise


def _copy(folder: Path, target: Path) -> None:
    """Copy a store: what is never changed once it is written is linked where that can be done."""
    target.mkdir()
    for path in sorted(folder.iterdir()):
        if path.suffix == _IMMUTABLE:
            with contextlib.suppress(OSError):
                os.link(path, target / path.name)
                continue
        shutil.copyfile(path, target / path.name)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
