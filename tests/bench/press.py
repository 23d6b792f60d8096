"""Pressing an endpoint with wrk: as many requests as it answers, by a client that isn't the bottleneck."""

import json
import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.bench.absence import find_program
from tests.bench.processes import Endpoint

CONNECTIONS: Final = 8
JSON: Final = "application/sparql-results+json"
_SCRIPT: Final = Path(__file__).with_name("ready.lua")
_REPORT: Final = "REPORT "


@dataclass(frozen=True)
class Pressed:
    """What wrk counted: ``refused`` are answers other than 2xx and 3xx, ``broken`` are none at all."""

    requests: int
    seconds: float
    refused: int
    broken: int
    p50_ms: float
    p99_ms: float

    @property
    def per_second(self) -> float:
        """Return how many good answers there were in a second."""
        return (self.requests - self.refused) / self.seconds


def find_wrk() -> str:
    """Return the path of wrk; without it rows of throughput are left out.

    Raises AbsentError if it is not installed.
    """
    return find_program("wrk", "wrk")


def press_one(endpoint: Endpoint, query: str, seconds: float) -> Pressed:
    """Send one query over and over.

    Raises AssertionError if an answer was not a good one.
    """
    return _press(endpoint, endpoint.target(query), seconds, {})


def press_many(endpoint: Endpoint, queries: Sequence[str], seconds: float, folder: Path) -> Pressed:
    """Send queries one after the other, from the first again if they are not enough.

    Raises AssertionError if an answer was not a good one.
    """
    paths = folder / f"requests-{endpoint.port}.txt"
    paths.write_text("".join(f"{endpoint.target(query)}\n" for query in queries), "ascii")
    return _press(endpoint, endpoint.target(queries[0]), seconds, {"WRK_PATHS": str(paths)})


def _press(endpoint: Endpoint, target: str, seconds: float, variables: dict[str, str]) -> Pressed:
    command = [find_wrk(), "--threads", "1", "--connections", str(CONNECTIONS), "--timeout", "60s"]
    command += ["--duration", f"{max(1, round(seconds))}s", "--header", f"Accept: {JSON}"]
    command += ["--script", str(_SCRIPT), f"http://127.0.0.1:{endpoint.port}{target}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ | variables)
    report = next(line for line in done.stdout.splitlines() if line.startswith(_REPORT))
    pressed = Pressed(**json.loads(report.removeprefix(_REPORT)))
    assert pressed.refused == pressed.broken == 0, f"{endpoint.name}: {pressed}"
    return pressed
