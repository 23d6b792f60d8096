"""Send many requests made by chance to servers of this project, and print what became of them."""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.fuzz.running import Figures, fire, servers

_MEBIBYTE = 1 << 20


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m tests.fuzz")
    parser.add_argument("--requests", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, servers(Path(folder)) as (article, blank):
        before = article.lasting() | blank.lasting()
        figures = fire(article, blank, options.requests, options.seed)
        lost = before - (article.lasting() | blank.lasting())
    report(figures, len(lost))
    return 1 if figures.odd or lost else 0


def report(figures: Figures, lost: int) -> None:
    rate = figures.requests / figures.seconds
    print(f"{figures.requests:,} requests in {figures.seconds:.0f} s, {rate:.0f}/s")
    for outcome, number in sorted(figures.statuses.items()):
        print(f"  {outcome:>10}  {number:,}")
    print(f"fronts and writers lost: {lost}")
    print(f"memory of both fronts at the end: {figures.resident[-1] / _MEBIBYTE:.0f} MiB,")
    print(f"  more than after a fifth of the requests: {figures.growth_bytes / _MEBIBYTE:.1f} MiB")
    for outcome, message in figures.odd[:20]:
        print(f"{outcome}: {message[:1500]!r}")


if __name__ == "__main__":
    sys.exit(main())
