"""Which endpoints may be asked, whatever their addresses are made to look like."""

import asyncio

import pytest

from server.errors import RefusedServiceError
from server.federation.addresses import (
    Target,
    is_host,
    is_public,
    pick,
    read_rule,
    read_rules,
    read_target,
    resolve,
)

WIKIDATA = "https://query.wikidata.org/sparql"


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",  # noqa: S104 (not to be listened at)
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.169.254",
        "172.31.255.255",
        "192.0.2.1",
        "192.168.1.1",
        "198.19.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:9.9.9.9",
        "64:ff9b::7f00:1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "2620:fe::fe%eth0",
        "3fff::1",
        "fc00::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
    ],
)
def test_what_is_no_host_of_the_internet_is_told(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["9.9.9.9", "91.198.174.192", "172.32.0.1", "2620:fe::fe", "2a02:ec80::1"]
)
def test_a_host_of_the_internet_is_told(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("192.168.1.1", True),
        ("127.0.0.1", True),
        ("::1", True),
        ("::ffff:10.0.0.1", True),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::ffff:224.0.0.1", False),
        ("::", False),
    ],
)
def test_what_is_one_host_on_some_network_is_told(address: str, expected: bool) -> None:
    assert is_host(address) is expected


def test_the_address_of_an_endpoint_is_read() -> None:
    assert read_target("HTTPS://Query.Wikidata.org./sparql?format=json") == Target(
        "https", "query.wikidata.org", 443, "/sparql?format=json"
    )
    assert read_target("http://[2620:fe::fe]:8080") == Target("http", "2620:fe::fe", 8080, "/")
    assert str(read_target("http://[2620:fe::fe]:8080")) == "http://[2620:fe::fe]:8080/"
    assert (
        str(read_target("https://example.org/Cártel%20?q=é")) == "https://example.org/C%C3%A1rtel%20?q=%C3%A9"
    )


@pytest.mark.parametrize(
    "iri",
    [
        "file:///etc/passwd",
        "ftp://example.org/",
        "gopher://127.0.0.1:6379/_FLUSHALL",
        "sparql",
        "//example.org/",
        "http:///sparql",
        "http://user@example.org/",
        "http://user:word@example.org/",
        "http://@example.org/",
        "http://example.org\\@127.0.0.1/",
        "http://example.org/ HTTP/1.1",
        "http://example.org/\r\nX-Token: 1",
        "http://example.org/\x00",
        "http://example.org:99999/",
        "http://example.org:http/",
        "http://[::1/",
        "http://example.org/#fragment",
        "http://exa%6dple.org/",
        "http://exámple.org/",
        "http://example.org/sparql/../admin",
        "http://example.org/sparql/%2e%2E/admin",
        "http://example.org/sparql/..%2fadmin",
        "http://example.org/sparql/..%5cadmin",
    ],
)
def test_what_is_no_plain_address_of_an_endpoint_is_refused(iri: str) -> None:
    with pytest.raises(RefusedServiceError):
        read_target(iri)


@pytest.mark.parametrize(
    ("iri", "expected"),
    [
        (WIKIDATA, True),
        (f"{WIKIDATA}?format=json", True),
        (f"{WIKIDATA}/", True),
        (f"{WIKIDATA}/deeper", True),
        ("https://QUERY.wikidata.org.:443/sparql", True),
        ("https://query.wikidata.org/sparqlx", False),
        ("https://query.wikidata.org/", False),
        ("http://query.wikidata.org/sparql", False),
        ("https://query.wikidata.org:8443/sparql", False),
        ("https://query.wikidata.org.evil.example/sparql", False),
        ("https://evil.example/https://query.wikidata.org/sparql", False),
    ],
)
def test_a_rule_allows_a_path_and_what_is_below_it(iri: str, expected: bool) -> None:
    assert read_rule(WIKIDATA).allows(read_target(iri)) is expected


def test_a_rule_without_a_path_allows_a_host() -> None:
    assert read_rule("https://query.wikidata.org").allows(read_target(WIKIDATA))


def test_a_rule_without_a_host_allows_a_scheme() -> None:
    rule = read_rule("https://")
    assert rule.allows(read_target(WIKIDATA))
    assert not rule.allows(read_target("http://query.wikidata.org/sparql"))


@pytest.mark.parametrize(
    "text", ["", "query.wikidata.org", "*", "https://x/sparql?query=", "file:///", "http:"]
)
def test_a_rule_that_is_none_is_refused_with_what_would_be_right(text: str) -> None:
    with pytest.raises(ValueError, match=r"https://example\.org/sparql|end before"):
        read_rules((WIKIDATA, text))


def test_a_target_that_no_rule_allows_is_refused_by_its_name() -> None:
    with pytest.raises(RefusedServiceError, match=r"<https://dbpedia\.org/sparql> is not among"):
        pick(read_target("https://dbpedia.org/sparql"), read_rules((WIKIDATA,)))


@pytest.mark.parametrize(
    "host", ["localhost", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "127.0.0.1"]
)
def test_loopback_is_seen_in_whatever_notation(host: str) -> None:
    addresses = asyncio.run(resolve(read_target(f"http://{host}/").host, 80))
    assert addresses
    assert not any(map(is_public, addresses))
