"""Every engine publishes the same: on random ontologies, the article, a benchmark and W3C's cases."""

import gzip
import hashlib
import os
from itertools import chain, islice
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, RdfFormat, Triple, parse

from graph.errors import ParseError, RequestError
from graph.layout import Layout
from graph.namespaces import BASE, OWL, RDF, RDFS
from graph.reason import reason_files
from graph.reasoning.clashing import write
from graph.reasoning.engine import engine
from graph.reasoning.rule import Fact, Term, fact, triple
from tests.conftest import REPOSITORY
from tests.reasoning.ontologies import EXAMPLE, INDIVIDUALS, PROPERTIES, assertions, ontologies, rdfs
from tests.reasoning.reference import differences, publish, read_shown

LUBM = Path(os.environ.get("ALLEGATA_SHARED", REPOSITORY.parent / "shared")).resolve() / "data" / "lubm"

REFERENCE = {
    20_000: (8_335, "dbff0daf4de36adfdfa056ecd1dc6a409377454e870cb1b86e1bde6a78b40479"),
    None: (37_997, "2c0358f974692d60ec1d3cff99f55bbd0cc3800c2f48aa392961620c8ae0e4ca"),
}
"""How many triples owlrl publishes of so much of LUBM(1), or of all, and the SHA-256 of sorted N-Triples.

``python -m tests.bench --only reason`` asks owlrl itself, with ``--triples 20000`` about so much.
"""

TEXTS = [
    Literal('see _:memo "here"\n_:charge <p> _:x .'),
    Literal("_:memo .", language="en"),
    Literal('{"s":{"type":"uri","value":"charge"}}'),
    Literal("Cartel de los Soles\\ \u2028\u00e9"),
]
"""What a text of N-Triples or of JSON could be mistaken in."""

# Most of the time goes to the reference, which takes twice as long when it is traced.
pytestmark = pytest.mark.no_cover

EXAMPLES = int(os.environ.get("ALLEGATA_SEQUENCES", "60"))


@settings(max_examples=EXAMPLES, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
@given(axioms=ontologies(), data=st.lists(assertions(), max_size=10, unique=True))
def test_every_engine_publishes_what_the_reference_publishes(
    axioms: list[list[Fact]], data: list[Fact]
) -> None:
    told = list(dict.fromkeys([*(fact for axiom in axioms for fact in axiom), *data]))
    expected = engine("owlrl").reason(told)
    for name in ("rules", "sparq"):
        found = engine(name).reason(told)
        assert bool(found.clashes) == bool(expected.clashes), name
        assert expected.clashes or set(found.published) == set(expected.published), name


@pytest.mark.parametrize("name", ["rules", "sparq"])
def test_an_engine_publishes_of_the_articles_what_the_reference_does(
    name: str, articles: list[Triple]
) -> None:
    found = engine(name).reason([fact(each) for each in articles]).published
    assert len(found) > 900
    assert not differences(map(triple, found), publish, articles)


@pytest.fixture(scope="module")
def articles() -> list[Triple]:
    """All that is asserted and shown of the project's own articles."""
    return read_shown(Layout(REPOSITORY))


@pytest.mark.skipif(not LUBM.is_dir(), reason="the folder with the benchmark is absent")
@pytest.mark.parametrize(("name", "triples"), [("rules", 20_000), ("sparq", 20_000), ("sparq", None)])
def test_an_engine_publishes_of_a_benchmark_what_the_reference_did(name: str, triples: int | None) -> None:
    data = parse(gzip.decompress((LUBM / "lubm1.nt.gz").read_bytes()), RdfFormat.N_TRIPLES)
    ontology = parse(path=str(LUBM / "univ-bench.owl"), format=RdfFormat.RDF_XML, base_iri=BASE)
    told = list(dict.fromkeys(fact(quad.triple) for quad in chain(islice(data, triples), ontology)))
    found = engine(name).reason(told)
    assert not found.clashes
    lines = "".join(f"{write(each)}\n" for each in found.published)
    assert (len(found.published), hashlib.sha256(lines.encode()).hexdigest()) == REFERENCE[triples]


@pytest.mark.parametrize("name", ["rules", "sparq"])
def test_any_term_is_published_as_it_was_given(name: str) -> None:
    said = Triple(INDIVIDUALS[0], PROPERTIES[0], INDIVIDUALS[1])
    objects: list[Term] = [*TEXTS, said, INDIVIDUALS[2], BlankNode("memo")]
    axiom: Fact = (PROPERTIES[1], rdfs("subPropertyOf"), PROPERTIES[2])
    subjects: list[Term] = [INDIVIDUALS[3], BlankNode("official")]
    told = [axiom, *((subject, PROPERTIES[1], object_) for subject in subjects for object_ in objects)]
    found = engine(name).reason(told).published
    assert set(found) == {(INDIVIDUALS[3], PROPERTIES[2], object_) for object_ in objects[:-1]}
    assert list(found) == sorted(found, key=write)


@pytest.mark.parametrize("name", ["rules", "sparq"])
def test_of_files_only_what_they_assert_leads_to_anything(name: str, tmp_path: Path) -> None:
    """A label of a blank node is another node in another file."""
    memo, charge = f"<{EXAMPLE}memo>", f"<{EXAMPLE}charge>"
    files = {
        "axioms.ttl": f"@prefix : <{EXAMPLE}> . :holder <{RDFS}range> :Actor . :rejects <{RDFS}range> [] .",
        "data.nt": f"{memo} <{EXAMPLE}holder> <{EXAMPLE}maduro> .\n{memo} <{OWL}sameAs> _:one .\n",
        "other.nt": f"{charge} <{OWL}sameAs> _:one .\n",
        "said.trig": f"<{BASE}graph/proposition/p1> {{ {memo} <{EXAMPLE}holder> <{EXAMPLE}official> }}",
    }
    for file, text in files.items():
        (tmp_path / file).write_text(text, "utf-8")
    found = reason_files([tmp_path / file for file in files], name)
    assert [str(each) for each in found] == [f"<{EXAMPLE}maduro> <{RDF}type> <{EXAMPLE}Actor>"]


@pytest.mark.parametrize("name", ["rules", "sparq"])
def test_a_file_that_is_no_rdf_is_refused_with_its_place(name: str, tmp_path: Path) -> None:
    (tmp_path / "data.nt").write_text(f"<{EXAMPLE}memo> <{EXAMPLE}holder> <maduro> .\n", "utf-8")
    with pytest.raises(ParseError, match=r"data\.nt:1"):
        reason_files([tmp_path / "data.nt"], name)


def test_an_engine_that_nobody_knows_is_refused() -> None:
    with pytest.raises(RequestError, match="no engine hermit"):
        engine("hermit")
