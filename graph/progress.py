"""The progress of a build, one line a stage, for people."""

from time import monotonic
from typing import TextIO


class TimedProgress:
    """Tell each stage when it ends, with the seconds it took. The clock is read for people only."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._began: dict[str, float] = {}

    def begin(self, stage: str) -> None:
        """Start a stage's clock."""
        self._began[stage] = monotonic()

    def end(self, stage: str, told: str) -> None:
        """Write the line of a stage."""
        seconds = monotonic() - self._began[stage]
        print(f"allegata: {stage:7} {told} ({seconds:.1f} s)", file=self._stream, flush=True)
