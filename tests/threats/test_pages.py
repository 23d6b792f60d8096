"""Markup and programs in data, queries and addresses: no page runs them."""

from html.parser import HTMLParser
from urllib.parse import quote

import pytest
from jinja2 import Environment

from tests.threats.asking import HTML, Reply, ask, get, page
from tests.threats.hostile import DOCUMENT, MARKUP, PROPOSITION, TEMPLATE, THING

_LINKS = ("href", "src", "action", "formaction", "data", "srcset", "xlink:href")
_OWN = ("/", "?", "#", "http://", "https://")


class Read(HTMLParser):
    """What a page has: its elements and, among their attributes, links and programs."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.links: list[str] = []
        self.programs: list[str] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.links += [value or "" for name, value in attrs if name in _LINKS]
        self.programs += [name for name, _ in attrs if name.startswith("on") or name == "style"]

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def local(iri: str) -> str:
    return iri.removeprefix("https://w3id.org/allegata")


ALL_OF_IT = f"SELECT * {{ <{THING}> ?p ?o . OPTIONAL {{ ?s ?q <{THING}> }} }}"
TRIPLE = "SELECT * { BIND(<<( <javascript:1> <http://p> '<script>' )>> AS ?t) }"
HEADED = f"# # {MARKUP}\n#\n# **Question:** {MARKUP}\nASK {{}}"
PAGES = {
    "start": "/",
    "article": f"/article/{DOCUMENT.rpartition('/')[2]}",
    "article by an odd name": "/article/'onclick='alert(1)",
    "thing": local(THING),
    "proposition": local(PROPOSITION),
    "thing that is not there": f"/id/{quote(MARKUP, safe='')}",
    "article that is not there": f"/article/{quote(MARKUP.replace('/', ''), safe='')}",
    "graph that is not there": f"/graph/{quote(MARKUP, safe='')}",
    "no page": f"/{quote(MARKUP, safe='')}",
    "ontology": "/ontology",
    "content": "/content",
    "query editor": f"/sparql?inferred={quote(MARKUP)}",
    "table": f"/sparql?query={quote(ALL_OF_IT)}",
    "table of triples": f"/sparql?query={quote(TRIPLE)}",
    "graph": f"/sparql?query={quote(f'CONSTRUCT WHERE {{ <{THING}> ?p ?o }}')}",
    "truth": f"/sparql?query={quote(f'ASK {{}} # {MARKUP}')}",
    "headed query": f"/sparql?query={quote(HEADED)}",
    "malformed query": f"/sparql?query={quote(MARKUP)}",
    "refused query": f"/sparql?query={quote(f'ASK {{ SERVICE <{MARKUP[:3]}> {{}} }}')}",
    "unknown function": f"/sparql?query={quote('ASK { FILTER(<javascript:alert(1)>(1)) }')}",
    "unknown graph": f"/sparql?query={quote('ASK {}')}&default-graph-uri={quote(MARKUP)}",
    "unknown format": f"/sparql?query={quote('ASK {}')}&format={quote(MARKUP)}",
    "unknown generation": f"/sparql?query={quote('ASK {}')}&generation={quote(MARKUP)}",
    "unknown timeout": f"/sparql?query={quote('ASK {}')}&timeout={quote(MARKUP)}",
    "two queries": f"/sparql?query={quote(MARKUP)}&query={quote(MARKUP)}",
    "downloads": f"/sparql?query={quote('SELECT * {}')}&default-graph-uri={quote('javascript:alert(1)')}",
}


@pytest.mark.parametrize("name", PAGES)
def test_no_page_has_markup_or_programs_of_others(server: str, name: str) -> None:
    reply = get(server, PAGES[name], HTML)
    assert reply.status not in (500, 502, 504)
    assert reply.headers["content-type"] == "text/html; charset=utf-8", reply.text[:500]
    read = Read(reply.text)
    assert "main" in read.elements
    assert (
        not {"script", "img", "iframe", "object", "embed", "svg", "base", "meta http-equiv"} & read.elements
    )
    assert not read.programs
    assert not [link for link in read.links if not link.startswith(_OWN) or link.startswith("//")]


def test_the_data_do_mean_ill(server: str) -> None:
    found = ask(server, ALL_OF_IT).text
    assert "<script>alert(1)" in found
    assert '"javascript:alert(1)"' in found


def test_a_template_without_escaping_would_run_it() -> None:
    made = Environment(autoescape=False).from_string("<h1>{{ label }}</h1>").render(label=MARKUP)  # noqa: S701
    assert {"script", "img"} < Read(made).elements


def test_a_label_is_no_template(server: str) -> None:
    assert TEMPLATE in "".join(Read(page(server, ALL_OF_IT).text).words)


def protections(reply: Reply) -> bool:
    policy = reply.headers["content-security-policy"]
    kept = "default-src 'self'" in policy and "frame-ancestors 'none'" in policy and "unsafe" not in policy
    return kept and reply.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("accept", [HTML, "application/sparql-results+json", "text/csv", "text/plain"])
@pytest.mark.parametrize("path", ["/", "/sparql?query=ASK+{}", "/sparql?query=x", "/nowhere", "/-/health"])
def test_every_answer_forbids_what_browsers_would_guess_or_run(server: str, path: str, accept: str) -> None:
    assert protections(get(server, path.replace("{}", "%7B%7D"), accept))


@pytest.mark.parametrize("path", ["/article/hostile.txt", f"/sparql?query={quote(ALL_OF_IT)}&format=csv"])
def test_markup_as_data_is_never_called_a_page(server: str, path: str) -> None:
    reply = get(server, path, HTML)
    assert "script" in reply.text
    assert not reply.headers["content-type"].startswith("text/html")
    assert protections(reply)


def test_an_error_without_a_page_is_never_called_one(server: str) -> None:
    reply = get(server, f"/sparql?query={quote(MARKUP)}", "application/json")
    assert reply.headers["content-type"] == "application/problem+json"
    assert protections(reply)
