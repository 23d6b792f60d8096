"""Kill the server's processes while it takes writes, and attack it while it takes queries.

    python -m tests.chaos [--writes 300] [--seed N] [--seconds S] [--only kills attack]

Prints what came of it; exits with 1 if an acknowledged write is lost, another one is there, an honest query
fails, or an attack lifts the honest clients' 99 % by more than ``MAX_ADDED_MS``.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tests.bench.bench import OURS
from tests.bench.data import prepare_made
from tests.bench.questions import distinct_about_made
from tests.chaos.attack import HONEST, HOSTILE, attack
from tests.chaos.kills import run
from tests.chaos.trial import NotRecoveredError

MAX_ADDED_MS: Final = 250.0
TRIPLES: Final = 200_000
QUERIES: Final = 30_000


def main(arguments: Sequence[str]) -> int:
    """Run what is named, or else both."""
    options = make_parser().parse_args(arguments)
    good = True
    if "kills" in options.only:
        good &= kill(options.writes, options.seed)
    if "attack" in options.only:
        good &= withstand(options.folder, options.seconds)
    return 0 if good else 1


def kill(writes: int, seed: int) -> bool:
    """Print a run of writes and kills; tell whether nothing is lost and nothing uninvited."""
    with tempfile.TemporaryDirectory(prefix="allegata-chaos-") as folder:
        good, told = _run(writes, seed, Path(folder))
    print(f"kill -9 ({'held' if good else 'FAILED'}): {told}")
    print(f"  (to repeat: python -m tests.chaos --only kills --writes {writes} --seed {seed})", flush=True)
    return good


def _run(writes: int, seed: int, folder: Path) -> tuple[bool, str]:
    try:
        report = run(writes, seed, folder)
    except NotRecoveredError as error:
        return False, str(error)
    return report.is_good, str(report)


def withstand(folder: Path, seconds: float) -> bool:
    """Print honest clients alone and under attack; tell whether they were served well."""
    folder.mkdir(parents=True, exist_ok=True)
    data = prepare_made(folder, TRIPLES)
    with OURS.serve(data, folder) as endpoint:
        found = attack(endpoint, distinct_about_made(TRIPLES, QUERIES), seconds)
    good = not found.beside.failures and not found.alone.failures and found.added_ms <= MAX_ADDED_MS
    print(f"attack ({'held' if good else 'FAILED'}): {HONEST} honest clients beside {HOSTILE} hostile ones")
    print(f"  alone:        {found.alone}")
    print(f"  under attack: {found.beside}: {found.added_ms:+.1f} ms")
    print(f"  hostile ones heard: {dict(found.hostile)}")
    print(f"  (to repeat: python -m tests.chaos --only attack --seconds {seconds:g})", flush=True)
    return good


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of the options."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description="Kill and attack the server.")
    both = ["kills", "attack"]
    parser.add_argument("--only", nargs="+", choices=both, default=both, metavar="NAME", help=", ".join(both))
    parser.add_argument(
        "--writes", type=int, default=300, help="that are sent during the kills (default: 300)"
    )
    parser.add_argument("--seed", type=int, default=1, help="of what is killed when (default: 1)")
    parser.add_argument(
        "--seconds", type=float, default=20.0, help="of each part of the attack (default: 20)"
    )
    parser.add_argument("--folder", type=Path, default=".allegata/bench", help="where its data are")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
