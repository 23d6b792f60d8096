"""Data that no shape has seen, on pages made for data that conform; and who says where the server is."""

from collections.abc import Iterator

import pytest

from tests.clients.conftest import TOKEN, serving
from tests.threats.asking import get, is_well, request, say

PREFIXES = "@prefix alg: <https://w3id.org/allegata/ontology#> . @prefix : <https://w3id.org/allegata/id/> . "
ODD = f"""{PREFIXES}
<https://w3id.org/allegata/id/document/odd> alg:text "text", <a:b>, _:b ;
  <http://www.w3.org/2000/01/rdf-schema#label> <a:b>, 1 .
:claim a alg:Claim, alg:Allegation ; alg:inDocument <https://w3id.org/allegata/id/document/odd> ;
  alg:holder "nobody" ; alg:stance 5 ; alg:affirms :proposition ; alg:passage _:p ; alg:certainty _:z .
_:p alg:start "three" ; alg:end 1.5 ; alg:exact <a:b> .
:proposition a alg:Proposition ; alg:contentGraph "x" ; <http://www.w3.org/2000/01/rdf-schema#label> _:l .
alg:Odd <http://www.w3.org/2000/01/rdf-schema#isDefinedBy> <https://w3id.org/allegata/ontology> ;
  <http://www.w3.org/2000/01/rdf-schema#label> <a:b> .
"""
ROLES = """@prefix alg: <https://w3id.org/allegata/ontology#> .
<https://w3id.org/allegata/graph/meta> { <a:g> alg:graphRole 'x' , _:b . _:c alg:graphRole <a:b> }"""


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server over a blank store with what conforms to nothing, which says where it is itself."""
    folder = tmp_path_factory.mktemp("odd")
    with serving(folder, ["--empty", "--public-url=https://allegata.example/kg/"]) as address:
        headers = {"Authorization": f"Bearer {TOKEN}"}
        for method, path, body, media_type in (
            ("PUT", "/graphs?default", ODD, "text/turtle"),
            ("POST", "/graphs", ROLES, "application/trig"),
        ):
            sent = request(address, method, path, body.encode(), {**headers, "Content-Type": media_type})
            assert sent.status in (201, 204), sent.text
        yield address


@pytest.mark.parametrize("accept", ["text/html", "text/turtle", "application/trig"])
@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/article/odd",
        "/article/odd.txt",
        "/id/claim",
        "/id/proposition",
        "/id/document/odd",
        "/ontology",
        "/content",
        "/graph/meta",
        "/graph/odd",
        "/sparql",
    ],
)
def test_no_page_fails_of_data_that_do_not_conform(odd: str, path: str, accept: str) -> None:
    assert get(odd, path, accept).status in (200, 404, 406)


@pytest.mark.parametrize("host", ["evil.example", "", "evil.example:99999", "x'"])
def test_a_server_that_was_told_where_it_is_believes_no_request(odd: str, host: str) -> None:
    message = f"GET /sparql HTTP/1.1\r\nHost: {host}\r\nAccept: text/turtle\r\nConnection: close\r\n\r\n"
    answer = say(odd, message.encode(), waits=True)
    assert b"<https://allegata.example/kg/sparql>" in answer
    assert b"evil" not in answer


def test_redirects_do_not_name_the_host_of_the_request(server: str) -> None:
    for path in ("//evil.example/", "/static//x", "/id//x", "/sparql/", "/-/health/", "/%2f%2fevil.example"):
        message = f"GET {path} HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
        answer = say(server, message.encode(), waits=True)
        assert answer.startswith(b"HTTP/1.1 404 ")
        assert b"\nlocation:" not in answer.lower()
    assert is_well(server)
