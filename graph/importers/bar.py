"""The progress of an import: a line for each stage, and a bar that is drawn while one goes on."""

from typing import Final, TextIO

from graph.progress import TimedProgress

_WIDTH: Final = 30
_WIPED: Final = "\r\033[K"


class Bar(TimedProgress):
    """Tell how far a stage is, on a terminal, and what came of it, anywhere."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream)
        self._shown = stream if stream.isatty() else None

    def step(self, done: int, count: int, what: str) -> None:
        """Draw the bar: so many of so many are done."""
        if self._shown:
            full = "#" * (_WIDTH * done // count)
            text = f"\rallegata: [{full:{_WIDTH}}] {done:,} of {count:,} {what}"
            print(text, end="", file=self._shown, flush=True)

    def end(self, stage: str, told: str) -> None:
        """Wipe the bar and write the line of a stage."""
        if self._shown:
            print(_WIPED, end="", file=self._shown, flush=True)
        super().end(stage, told)
