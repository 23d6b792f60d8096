"""Who a client is, where proxies stand before the server."""

import pytest

from server.shell.forwarded import as_sent
from tests.served.visits import make_scope


@pytest.mark.parametrize(
    ("proxies", "said", "client"),
    [
        (0, "203.0.113.9", "192.0.2.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.7, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.7, 203.0.113.9", "198.51.100.7"),
        (2, "203.0.113.9", "192.0.2.1"),
        (1, "", "192.0.2.1"),
    ],
)
def test_the_client_is_whom_the_outermost_proxy_saw(proxies: int, said: str, client: str) -> None:
    scope = as_sent(make_scope("GET", "/", {"X-Forwarded-For": said}), proxies)
    assert scope["client"] is not None
    assert scope["client"][0] == client


def test_fields_that_come_apart_are_one_list() -> None:
    more = [(b"x-forwarded-for", b"198.51.100.7"), (b"x-forwarded-for", b"203.0.113.9")]
    assert as_sent(make_scope("GET", "/", more=more), 2)["client"] == ("198.51.100.7", "0")


@pytest.mark.parametrize(("said", "scheme"), [("https", "https"), ("javascript", "http"), ("", "http")])
def test_the_scheme_is_that_of_the_outermost_proxy(said: str, scheme: str) -> None:
    assert as_sent(make_scope("GET", "/", {"X-Forwarded-Proto": said}), 1)["scheme"] == scheme
