"""What an installation may choose."""

from dataclasses import dataclass, field
from typing import Final, TypeVar

from graph.competency import CompetencyQuestion
from graph.namespaces import BASE

REFUSE: Final = "refuse"
QUARANTINE: Final = "quarantine"
"""What may become of a write that would contradict the data."""

_Value = TypeVar("_Value")


def setting(
    default: _Value,
    told: str,
    *,
    is_secret: bool = False,
    may_be_zero: bool = False,
    alias: str = "",
    choices: tuple[str, ...] = (),
) -> _Value:
    """Return a field that an installation may set by file, environment or flag, and what is told of it.

    A number must be above 0 unless it ``may_be_zero``; a text is one of the choices, if there are any.
    """
    metadata = {"told": told, "may_be_zero": may_be_zero, "alias": alias, "choices": choices}
    return field(default=default, metadata=metadata, repr=not is_secret)


@dataclass(frozen=True)
class Limits:
    """What queries may cost.

    ``readers`` is how many run at once, each in a process of its own. What has run for ``slow_after_s`` goes
    on behind the others: ``slow_readers`` at once, ``slow_readers_per_client`` of one client, and
    ``max_paused`` more are stopped until it is their turn. A client that used ``client_query_s`` seconds,
    or whose queries had to be stopped ``client_failures`` times, is sent away until enough of it is
    forgotten. A write that would contradict the data, and is wrong in nothing else, is refused or kept apart
    as ``contradictions`` says. Where ``may_fetch`` is false, a query could reach no network even if it got
    past the gate.
    """

    readers: int = setting(4, "queries that run at once")
    timeout_s: float = setting(30.0, "seconds that a query may run")
    reader_memory_bytes: int = setting(1 << 30, "memory that a query may take")
    max_answer_bytes: int = setting(256 << 20, "longest answer that is put on a page or read as a whole")
    max_queued: int = setting(32, "queries that may wait", may_be_zero=True)
    queue_timeout_s: float = setting(10.0, "seconds that a query may wait")
    transfer_timeout_s: float = setting(
        300.0, "seconds for a client to take its answer, and for a graph to be written out"
    )
    slow_after_s: float = setting(0.1, "seconds after which a query goes on behind the others")
    max_paused: int = setting(20, "slow queries that may be stopped until it is their turn", may_be_zero=True)
    client_query_s: float = setting(600.0, "seconds of queries that a client has at once")
    client_query_s_per_minute: float = setting(120.0, "seconds of queries that a client gets each minute")
    client_failures: int = setting(120, "queries of a client that may have to be stopped at once")
    client_failures_per_minute: int = setting(60, "queries of a client that may have to be stopped a minute")
    max_waiting_writes: int = setting(32, "writes that may wait")
    write_timeout_s: float = setting(120.0, "seconds that a write may wait, and then take")
    write_niceness: int = setting(
        5, "how much validating and reasoning give way to queries, up to 19", may_be_zero=True
    )
    contradictions: str = setting(
        REFUSE,
        "what becomes of a write that would contradict the data: refuse it, or quarantine to keep it apart",
        choices=(REFUSE, QUARANTINE),
    )
    quarantine_writes: int = setting(100, "writes that may be kept apart")
    quarantine_bytes: int = setting(256 << 20, "bytes that writes kept apart may take in all")

    may_fetch: bool = False

    @property
    def slow_readers(self) -> int:
        """Return how many slow queries run at once: two places are left for the others."""
        return max(1, self.readers - 2)

    @property
    def slow_readers_per_client(self) -> int:
        """Return how many slow queries of one client run at once: half of all."""
        return max(1, self.slow_readers // 2)


@dataclass(frozen=True)
class Config:
    """The settings of one server; limits carry their unit in their name.

    ``base`` is what the IRIs of the data begin with: they are answered below the server's own root.
    ``store_id`` is the same for all generations of one store. ``is_blank`` says that the store is plain
    SPARQL: nothing is derived, validated or hidden. ``questions`` are shown on the start page.
    """

    base: str = BASE
    title: str = "Allegata"
    version: str = "unreleased"
    store_id: str = "store"
    is_blank: bool = False
    questions: tuple[CompetencyQuestion, ...] = ()
    public_url: str = setting("", "address that others reach this server at, a slash at the end")
    proxies: int = setting(
        0, "proxies before this server, each of which adds to X-Forwarded-For", may_be_zero=True
    )
    token: str = setting(
        "", "secret that writes and the operator's pages need; without one there are none", is_secret=True
    )
    max_query_bytes: int = setting(100_000, "longest query that is read")
    max_upload_bytes: int = setting(64 << 20, "longest body of an update or a graph that is read")
    max_nesting_levels: int = setting(200, "brackets in brackets that a query may have")
    max_operators: int = setting(1_000, "keywords and operators that a query may have")
    max_tokens: int = setting(12_000, "terms, words and marks that a query may have")
    max_table_rows: int = setting(1_000, "rows of a table that a page shows")
    cache_bytes: int = setting(
        64 << 20, "memory for answers that are kept until the data change; 0 for none", may_be_zero=True
    )
    body_timeout_s: float = setting(30.0, "seconds that a client has to send a body")
    service_allowed: tuple[str, ...] = setting(
        (), "endpoints that SERVICE may ask: https://host/path, or https:// for every host; none by default"
    )
    service_allow_private: bool = setting(False, "whether SERVICE may ask hosts of private networks")
    service_max_bytes: int = setting(16 << 20, "longest answer of another endpoint that is read")
    service_max_requests: int = setting(50, "requests to other endpoints that one query may cause")
    service_timeout_s: float = setting(10.0, "seconds that another endpoint has to answer")
