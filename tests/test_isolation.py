"""Readers without a network: what gets past the gate reaches nobody."""

import socket
import subprocess
import sys
import threading
import time

import pytest

from graph.generations import Generation
from server.config import Limits
from server.errors import QueryTimeoutError
from server.formats import JSON, Kind
from server.isolation import cut_off_network
from server.readers.pooled import pooled
from server.service import Job
from tests.served.another import another_endpoint, reply

TRY = """
import sys
from server.isolation import cut_off_network
sys.exit(0 if cut_off_network() else 1)
"""

MEASURE = """
import time
from server.isolation import cut_off_network
started = time.perf_counter()
cut_off_network()
print(time.perf_counter() - started)
"""

MORTAL = """
import ctypes
from server.isolation import cut_off_network
from server.process import die_with_parent
cut_off_network()
die_with_parent()
signal = ctypes.c_int()
ctypes.CDLL(None).prctl(2, ctypes.byref(signal))  # PR_GET_PDEATHSIG
print(signal.value)
"""

FETCH = """
import sys, urllib.request
from server.isolation import cut_off_network
cut_off_network()
urllib.request.urlopen(sys.argv[1], timeout=5)
"""


def run(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)


def kernel_allows() -> None:
    """Skip the test where the kernel gives no process a network of its own."""
    if run(TRY).returncode:
        pytest.skip("this kernel gives no process a network of its own")


def fetching(address: str) -> Job:
    return Job(
        f"SELECT * {{ SERVICE <{address}/sparql> {{ ?who ?p ?o }} }}", {Kind.SOLUTIONS: JSON.media_type}
    )


def test_a_reader_that_may_fetch_asks_whom_a_query_names(generation: Generation) -> None:
    limits = Limits(readers=1, may_fetch=True)
    with another_endpoint(reply()) as another, pooled(generation, limits) as service:
        assert b"Cabello" in service.answer(fetching(another.address)).body
    assert len(another.heard) == 1


def test_a_reader_without_a_network_asks_nobody(generation: Generation) -> None:
    kernel_allows()
    with another_endpoint(reply()) as another, pooled(generation, Limits(readers=1)) as service:
        with pytest.raises(RuntimeError, match="unreachable"):
            service.answer(fetching(another.address))
        assert service.answer(Job("ASK {}", {Kind.BOOLEAN: JSON.media_type})).body
    assert not another.heard


def test_a_reader_without_a_network_is_killed_at_its_deadline(generation: Generation) -> None:
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o . ?p ?q ?r }"
    with pooled(generation, Limits(readers=1, timeout_s=0.3)) as service:
        started = time.monotonic()
        with pytest.raises(QueryTimeoutError):
            service.answer(Job(endless, {Kind.SOLUTIONS: JSON.media_type}))
        assert time.monotonic() - started < 1


def test_a_process_without_a_network_still_dies_with_the_one_that_started_it() -> None:
    assert run(MORTAL).stdout == "9\n"


def test_this_process_reaches_loopback_no_more() -> None:
    kernel_allows()
    with another_endpoint(reply()) as another:
        assert "unreachable" in run(FETCH, another.address).stderr
    assert not another.heard


def test_it_costs_a_few_milliseconds() -> None:
    assert min(float(run(MEASURE).stdout) for _ in range(3)) < 0.02


def test_only_the_thread_that_asks_for_it_loses_the_network() -> None:
    """It is why readers ask before they start another thread."""
    found: list[tuple[bool, bool]] = []
    with another_endpoint(reply()) as another:
        thread = threading.Thread(target=lambda: found.append((cut_off_network(), reaches(another.port))))
        thread.start()
        thread.join()
        assert reaches(another.port)
    assert found in ([(True, False)], [(False, True)])


def reaches(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
    except OSError:
        return False
    return True
