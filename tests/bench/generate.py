"""Statements by invented actors over words of the first article: as many triples as are asked for.

    python -m tests.bench.generate 1000000 > statements.nt

The same number and seed give the same bytes. Claims lean on a few actors, as they do in the news.
"""

import hashlib
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from random import Random
from typing import Final

from graph.namespaces import SKOS
from tests.bench.lines import iri, read_words
from tests.bench.statements import Statements

SEED: Final = 1


def generate(triples: int, seed: int = SEED) -> Iterator[str]:
    """Yield so many triples, each a line of N-Triples without its end.

    Statements come whole; where the last one has no room, the first actor gets other names.
    """
    statements, room = Statements(Random(seed), read_words()), triples  # noqa: S311 -- data to measure with
    for number in count():
        statement = list(statements.triples(number))
        if len(statement) > room:
            break
        yield from statement
        room -= len(statement)
    for turn in range(room):
        yield f'{iri("actor", 0)} <{SKOS}altLabel> "person {number}-{turn}"@en .'


def write(path: Path, triples: int, seed: int = SEED) -> None:
    """Write N-Triples to a file."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(f"{triple}\n" for triple in generate(triples, seed))


def edition() -> str:
    """Return what tells this data from what another version of these modules makes, or of the article."""
    sources = (
        Path(__file__).with_name(f"{name}.py") for name in ("generate", "statements", "documents", "lines")
    )
    content = b"".join(source.read_bytes() for source in sources)
    return hashlib.sha256(content + "\n".join(read_words()).encode()).hexdigest()[:8]


if __name__ == "__main__":
    sys.stdout.writelines(f"{triple}\n" for triple in generate(int(sys.argv[1])))
