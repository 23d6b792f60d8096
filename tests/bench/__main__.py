"""Measure this server against others, side by side in one run, and print the table.

    python -m tests.bench [--only NAME …] [--rounds N] [--seconds S] [--triples N]

Data, stores and the other servers' environment stay in ``.allegata/bench``. Each figure is the median of the
rounds, with the least and the most of them; ratios are taken round by round. Exits with 1 if an aim is missed
or a row fails, as it does where two servers answer differently. What is not installed is left out by name.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from subprocess import SubprocessError
from typing import Final

from tests.bench import (
    attack,
    changing,
    explanations,
    heavy,
    large,
    reasoning,
    start,
    throughput,
    validation,
    writes,
)
from tests.bench.absence import AbsentError
from tests.bench.bench import Bench, DifferenceError, Row
from tests.bench.data import TRIPLES

ROWS: Final = (
    Row("questions", throughput.repeated_questions),
    Row("lookup", throughput.repeated_lookup),
    Row("distinct", throughput.distinct_queries),
    Row("heavy", heavy.against_oxigraph),
    Row("large", large.large_answer),
    Row("rdflib", throughput.against_rdflib),
    Row("rdflib-heavy", heavy.against_rdflib),
    Row("start", start.first_answer),
    Row("write-blank", writes.write_blank),
    Row("write-article", writes.write_article),
    Row("reason", reasoning.against_owlrl),
    Row("reason-million", reasoning.close_million),
    Row("reason-change", changing.change_million),
    Row("explain", explanations.of_made),
    Row("explain-lubm", explanations.of_lubm),
    Row("shapes-million", validation.all_shapes),
    Row("shapes-change", validation.change_shapes),
    Row("attack", attack.honest_clients),
    Row("virtuoso", throughput.against_virtuoso),
    Row("virtuoso-heavy", heavy.against_virtuoso),
)


def main(arguments: Sequence[str]) -> int:
    """Measure the rows that are named, or else all."""
    options = make_parser().parse_args(arguments)
    bench = Bench(options.folder, options.dataset, options.rounds, options.seconds, options.triples)
    bench.folder.mkdir(parents=True, exist_ok=True)
    print(f"{options.rounds} rounds: median (least to most)")
    failed = [row.name for row in ROWS if row.name in options.only and not measure(row, bench)]
    print(f"failed: {', '.join(failed)}" if failed else "every aim is reached")
    return 1 if failed else 0


def measure(row: Row, bench: Bench) -> bool:
    """Print the lines of a row as they come; tell whether all its aims are reached.

    A row that can't be measured says why, and is no failure if something isn't installed.
    """
    begin, is_good = time.monotonic(), True
    try:
        for line in row.measure(bench):
            print(line, flush=True)
            is_good &= not line.is_missed
    except AbsentError as error:
        print(f"{row.name}: left out, {error}", flush=True)
    except (AssertionError, DifferenceError, OSError, RuntimeError, SubprocessError) as error:
        print(f"{row.name}: FAILED, {type(error).__name__} {error}", flush=True)
        is_good = False
    seconds = time.monotonic() - begin
    print(f"  (to repeat: python -m tests.bench --only {row.name}; {seconds:.0f} s)", flush=True)
    return is_good


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of the options."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measure against others.")
    names = [row.name for row in ROWS]
    parser.add_argument(
        "--only", nargs="+", choices=names, default=names, metavar="NAME", help=", ".join(names)
    )
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured (default: 3)")
    parser.add_argument("--seconds", type=float, default=2.0, help="of pressing in a round (default: 2)")
    parser.add_argument("--triples", type=int, default=TRIPLES, help="of the made data (default: 1000000)")
    parser.add_argument("--folder", type=Path, default=".allegata/bench", help="where its files are")
    parser.add_argument("--dataset", type=Path, default=".allegata/dataset.nq", help="the built article")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
