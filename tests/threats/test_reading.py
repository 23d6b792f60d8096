"""Headers and queries that would keep the server busy with reading them, each much shorter than it may be."""

import time
from collections.abc import Callable
from contextlib import suppress
from itertools import product

import pytest

from server.errors import ComplexityError, PreconditionFailedError
from server.gate.lexer import marks, tokens
from server.negotiation import parse_accept
from server.preconditions import Preconditions
from server.protocol import read_content_type
from server.shell.coding import choose_coding
from server.shell.conditional import has_one
from server.tokens import is_authorised
from tests.threats.asking import ask, get, is_well, request

UNITS = [
    " ",
    '"',
    '"\\',
    ";",
    ",",
    "\t",
    "'",
    "\\",
    "<",
    "<<",
    "'''",
    '"""',
    '\\"""',
    '\\"""\n',
    "\\'''\n",
    '"""\\"""\\"',
    "a/b;",
    'a/b;x="',
    "W/",
    "q=",
    "a:",
]
ENDS = ["", "x", '"', "'", '"x']
LENGTH = 8_000


def matches(header: str) -> None:
    """Read the conditions of a write; that they do not hold is no matter."""
    with suppress(PreconditionFailedError):
        Preconditions(if_none_match=header).generations("store", "newest", lambda: False)


def cut(text: str) -> None:
    with suppress(ComplexityError):
        assert [token for token in tokens(text) if token.end > len(text)] == []


def cut_data(text: str) -> None:
    with suppress(ComplexityError):
        assert [token for token in marks(text) if token.end > len(text)] == []


READERS: dict[str, Callable[[str], object]] = {
    "Accept": parse_accept,
    "Accept-Encoding": choose_coding,
    "Content-Type": read_content_type,
    "If-None-Match": lambda header: has_one(header, ('"a-json-identity"',)),
    "If-None-Match of a write": matches,
    "Authorization": lambda header: is_authorised(header, "for-the-clients"),
    "query": cut,
    "update": cut_data,
}


@pytest.mark.parametrize("name", READERS)
def test_whatever_is_repeated_is_read_at_once(name: str) -> None:
    slow = []
    for unit, end in product(UNITS, ENDS):
        text = (unit * LENGTH)[:LENGTH] + end
        begin = time.thread_time()
        READERS[name](text)
        if time.thread_time() - begin > 0.15:
            slow.append((unit, end))
    assert slow == []


@pytest.mark.parametrize("header", [";;;", ";", ",;,", '"', "a/b;q=", "\\"])
def test_a_wish_for_nothing_is_no_failure(server: str, header: str) -> None:
    assert parse_accept(header) == ()
    assert get(server, "/sparql?query=ASK%7B%7D", header).status in (200, 406)


@pytest.mark.parametrize(
    "header", ["Accept", "Accept-Encoding", "If-None-Match", "Content-Type", "Authorization"]
)
@pytest.mark.parametrize("unit", [" ", '"\\', ";", "a/b;", ","])
def test_a_long_header_keeps_nobody_waiting(server: str, header: str, unit: str) -> None:
    value = f'x{unit * (300_000 // len(unit))}"x'
    reply = request(server, "GET", "/sparql?query=ASK%7B%7D", headers={header: value})
    assert reply.status < 500
    assert reply.seconds < 2
    assert is_well(server)


@pytest.mark.parametrize("unit", ['"\\', '\\"""\n', "\\'''\n", "'\\"])
def test_a_query_of_quotes_keeps_nobody_waiting(server: str, unit: str) -> None:
    reply = ask(server, f"ASK {{ {unit * (99_000 // len(unit))}")
    assert (reply.status, "quotes" in reply.text) == (400, True)
    assert reply.seconds < 2
    assert is_well(server)
