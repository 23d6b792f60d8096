"""What a page waits for is ended when nobody waits for the page."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future
from urllib.parse import urlsplit

import pytest

from graph.generations import Generation
from server.config import Config
from server.errors import QueryEndedError
from server.readers.pending import Pending
from tests.served.command import get
from tests.served.live import listening_front
from tests.test_operation import AUTHORISED, BEARER, SLOW


@pytest.fixture
def live(generation: Generation) -> Iterator[str]:
    with listening_front(generation, Config(token=BEARER)) as address:
        yield address


def wait_for_queries(live: str, count: int) -> None:
    deadline = time.monotonic() + 10
    while len(json.loads(get(live, "/-/queries", **AUTHORISED)[1])) != count:
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_query_for_a_page_ends_when_the_browser_leaves(live: str) -> None:
    place = urlsplit(live)
    with socket.create_connection((place.hostname, place.port)) as browser:
        head = f"GET /sparql?query={SLOW} HTTP/1.1\r\nHost: {place.netloc}\r\nAccept: text/html\r\n\r\n"
        browser.sendall(head.encode())
        wait_for_queries(live, 1)
    wait_for_queries(live, 0)
    assert get(live, "/sparql?query=ASK+{+?claim+?p+?o+}")[0] == 200


def test_who_waits_is_told_that_it_was_given_up() -> None:
    pending, work = Pending(), Future[str]()
    threading.Timer(0.05, pending.give_up).start()
    with pytest.raises(QueryEndedError):
        pending.wait(work)
    assert work.cancelled()


def test_what_is_asked_for_after_that_is_not_begun() -> None:
    pending, work = Pending(), Future[str]()
    pending.give_up()
    with pytest.raises(QueryEndedError):
        pending.wait(work)
    assert work.cancelled()


def test_work_that_is_done_is_returned_and_its_errors_are_raised() -> None:
    done, failed = Future[str](), Future[str]()
    done.set_result("the memo")
    failed.set_exception(KeyError("the memo"))
    assert Pending().wait(done) == "the memo"
    with pytest.raises(KeyError):
        Pending().wait(failed)
