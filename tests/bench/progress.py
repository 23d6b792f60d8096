"""What a row that takes minutes is about, told on standard error while the table goes to standard output."""

import sys
import time
from collections.abc import Iterable, Iterator
from typing import Final, TypeVar

_BEGUN: Final = time.monotonic()
_STEP_SECONDS: Final = 10.0
_T = TypeVar("_T")


def tell(stage: str) -> None:
    """Say what begins, and how many seconds after the start of the process."""
    print(f"  {time.monotonic() - _BEGUN:6.1f} s: {stage}", file=sys.stderr, flush=True)


def counted(things: Iterable[_T], count: int, what: str) -> Iterator[_T]:
    """Yield each thing, and tell now and then how many of so many are done."""
    told = time.monotonic()
    for number, thing in enumerate(things):
        if time.monotonic() - told > _STEP_SECONDS:
            told = time.monotonic()
            tell(f"{what}: {number:,} of {count:,}")
        yield thing
