"""What an installation may choose."""

from dataclasses import dataclass

from graph.competency import CompetencyQuestion
from graph.namespaces import BASE


@dataclass(frozen=True)
class Limits:
    """What queries may cost.

    ``readers`` is how many run at once, each in a process that may take ``reader_memory_bytes`` beyond
    what it takes at rest. ``max_queued`` more may wait, each for up to ``queue_timeout_s``.
    """

    readers: int = 2
    timeout_s: float = 30.0
    reader_memory_bytes: int = 1 << 30
    max_answer_bytes: int = 256 << 20
    max_queued: int = 32
    queue_timeout_s: float = 10.0


@dataclass(frozen=True)
class Config:
    """The settings of one server; limits carry their unit in their name.

    ``base`` is what the IRIs of the data begin with: they are answered below the server's own root.
    ``questions`` are shown on the start page.
    """

    base: str = BASE
    title: str = "Allegata"
    version: str = "unreleased"
    questions: tuple[CompetencyQuestion, ...] = ()
    max_query_bytes: int = 100_000
    max_nesting_levels: int = 200
    max_operators: int = 1_000
    max_tokens: int = 12_000
    max_table_rows: int = 1_000
