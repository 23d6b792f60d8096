"""Writes on condition: https://www.rfc-editor.org/rfc/rfc9110#section-13.1 ."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from server.errors import PreconditionFailedError
from server.shell.conditional import read_tags

_ANY: Final = "*"


@dataclass(frozen=True)
class Preconditions:
    """The header fields of a write that tell of which state of the data it is to be made."""

    if_match: str | None = None
    if_none_match: str | None = None

    def generations(self, store_id: str, newest: str, exists: Callable[[], bool]) -> tuple[str, ...] | None:
        """Return the generations of which the write may be made, None for any.

        ``exists`` tells whether what is written to is there in the newest generation.

        Raises PreconditionFailedError if the write is not to be made of the newest one.
        """
        wanted: tuple[str, ...] | None = None
        if self.if_match is not None:
            wanted = self._matched(self.if_match, store_id, newest, exists)
        if self.if_none_match is not None:
            self._refuse_matched(self.if_none_match, store_id, newest, exists)
            wanted = (newest,)
        return wanted

    def _matched(
        self, header: str, store_id: str, newest: str, exists: Callable[[], bool]
    ) -> tuple[str, ...]:
        if header.strip() != _ANY:
            wanted = _read_generations(header, store_id)
        else:
            wanted = (newest,) if exists() else ()
        if newest not in wanted:
            raise PreconditionFailedError(
                f"If-Match does not hold: the data are in the state “{newest}” now. Nothing was changed."
            )
        return wanted

    def _refuse_matched(self, header: str, store_id: str, newest: str, exists: Callable[[], bool]) -> None:
        is_any = header.strip() == _ANY
        if exists() if is_any else newest in _read_generations(header, store_id, weak=True):
            raise PreconditionFailedError(
                "If-None-Match does not hold: what is to be written is there already. Nothing was changed."
            )


def _read_generations(header: str, store_id: str, *, weak: bool = False) -> tuple[str, ...]:
    """Return the generations in entity tags of this store, which end in a format and a coding."""
    tags = (tag.strip('"') for tag in read_tags(header, weak=weak))
    mine = (tag.removeprefix(f"{store_id}-") for tag in tags if tag.startswith(f"{store_id}-"))
    return tuple(rest.rsplit("-", 2)[0] for rest in mine if rest.count("-") > 1)
