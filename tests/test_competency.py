"""Each competency question, asked of the whole graph, against the rows that were written by reading."""

import csv
import io
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, QueryResultsFormat, QuerySolutions, Store

from graph.competency import CompetencyQuestion, read_competency, read_header
from graph.dataset import read_dataset, read_ontology, read_sources
from graph.layout import Layout
from graph.namespaces import ALG, BASE, ONTOLOGY, OWL, PREFIXES, RDF, RDFS, SAID
from graph.reason import infer
from graph.store import load_store

LAYOUT = Layout(Path(__file__).resolve().parent.parent)
FOLDER = LAYOUT.root / "ontology" / "competency"
QUESTIONS = read_competency(FOLDER)
INFERRED = NamedNode(f"{BASE}graph/inferred")
TYPE = NamedNode(RDF + "type")
QUESTION = NamedNode(ALG + "competencyQuestion")
PARENTS = {NamedNode(RDFS + "subClassOf"), NamedNode(RDFS + "subPropertyOf"), TYPE}
INVERSE = NamedNode(OWL + "inverseOf")
PARAMETER = re.compile(
    rf"^  VALUES \?\w+ \{{ (?:{'|'.join(set(PREFIXES) - {'alg', 'said'})}):.*\}}\n", re.MULTILINE
)

Rows = list[list[str]]

pytestmark = pytest.mark.xdist_group("built")
each_question = pytest.mark.parametrize("question", QUESTIONS, ids=[each.slug for each in QUESTIONS])


@cache
def whole_graph() -> list[Quad]:
    """Return the whole graph and what follows from it; that it conforms is another test's matter."""
    asserted = read_dataset(LAYOUT, read_sources(LAYOUT), BASE)
    return asserted + infer(asserted, LAYOUT.derive_files())


@pytest.fixture(scope="module")
def dataset() -> list[Quad]:
    return whole_graph()


@pytest.fixture(scope="module")
def store() -> Store:
    return load_store(whole_graph())


def read_rows(question: CompetencyQuestion) -> Rows:
    return list(csv.reader(io.StringIO((FOLDER / f"{question.slug}.csv").read_text("utf-8"))))


def ask(store: Store, query: str) -> Rows:
    """Ask for rows, the first with the names of the variables, terms as SPARQL 1.1 CSV writes them."""
    solutions = store.query(query)
    assert isinstance(solutions, QuerySolutions)
    written = solutions.serialize(format=QueryResultsFormat.CSV)
    assert written is not None
    return list(csv.reader(io.StringIO(written.decode())))


def body(question: CompetencyQuestion) -> str:
    """Return a query without its prefixes, comments, strings and IRIs."""
    text = re.sub(r"^(?:#|PREFIX).*\n|^ *#.*\n", "", question.text, flags=re.MULTILINE)
    return re.sub(r'"[^"]*"|<[^>\s]*>', "", text)


def terms_in(text: str) -> set[str]:
    return set(re.findall(r"(?<![\w?:])(?:alg|said):\w+", text))


def reasoning(question: CompetencyQuestion) -> set[str]:
    """Return the terms whose inferred triples the header says the question needs."""
    told = read_header(question.text)["reasoning"]
    return set() if told == "none" else set(told.split())


def test_there_are_more_than_25_questions() -> None:
    assert len(QUESTIONS) > 25
    assert {path.stem for path in FOLDER.glob("*.csv")} == {question.slug for question in QUESTIONS}


def test_no_two_questions_have_the_same_number() -> None:
    numbers = [question.source.rpartition(" ")[2] for question in QUESTIONS]
    assert sorted(map(int, numbers)) == list(range(1, len(QUESTIONS) + 1))


@each_question
def test_header_names_the_variables_of_the_answer(question: CompetencyQuestion) -> None:
    assert question.question.endswith("?")
    assert question.answers.startswith("one row per ")
    assert re.findall(r"\?(\w+)", question.answers) == read_rows(question)[0]


@each_question
def test_query_declares_the_prefixes_it_uses_and_no_other(question: CompetencyQuestion) -> None:
    declared = dict(re.findall(r"^PREFIX (\w+): <(.*)>$", question.text, re.MULTILINE))
    assert declared == {prefix: PREFIXES[prefix] for prefix in declared}
    assert set(declared) == set(re.findall(r"(?<![\w?:])(\w+):\w", body(question)))


@each_question
def test_order_of_rows_is_fixed(question: CompetencyQuestion) -> None:
    order = re.search(r"^ORDER BY (.*)\Z", question.text.rstrip("\n"), re.MULTILINE)
    assert order
    names, *rows = read_rows(question)
    keys = [names.index(name) for name in re.findall(r"\?(\w+)", order[1])]
    assert len({tuple(row[key] for key in keys) for row in rows}) == len(rows)


@each_question
def test_answer_is_what_the_article_says(question: CompetencyQuestion, store: Store) -> None:
    assert ask(store, question.text) == read_rows(question)


@each_question
def test_answer_is_short_and_not_empty(question: CompetencyQuestion) -> None:
    assert 1 <= len(read_rows(question)) - 1 <= 30


@each_question
def test_reasoner_is_needed_where_the_header_says_so(
    question: CompetencyQuestion, dataset: list[Quad]
) -> None:
    for term in reasoning(question):
        assert ask(load_store(without_inferred(dataset, {term})), question.text) != read_rows(question), term


@each_question
def test_reasoner_is_needed_for_nothing_else(question: CompetencyQuestion, dataset: list[Quad]) -> None:
    kept = load_store(without_inferred(dataset, inferred_terms(dataset) - reasoning(question)))
    assert ask(kept, question.text) == read_rows(question)


def test_some_questions_need_the_reasoner_and_some_do_not() -> None:
    assert 10 < sum(not reasoning(question) for question in QUESTIONS) < len(QUESTIONS) - 10


def inferred_terms(dataset: list[Quad]) -> set[str]:
    """Return the terms with which the reasoner added something."""
    inferred = [quad for quad in dataset if quad.graph_name == INFERRED]
    terms = {quad.object if quad.predicate == TYPE else quad.predicate for quad in inferred}
    return {short(term) for term in terms if isinstance(term, NamedNode)}


def without_inferred(dataset: Iterable[Quad], terms: set[str]) -> Iterable[Quad]:
    """Leave out what the reasoner added with one of the terms as predicate or as class."""
    gone = {NamedNode(ALG + term.removeprefix("alg:")) for term in terms}
    for quad in dataset:
        term = quad.object if quad.predicate == TYPE else quad.predicate
        if quad.graph_name != INFERRED or term not in gone:
            yield quad


# Terms and the questions that need them


@cache
def ontology() -> tuple[Quad, ...]:
    return tuple(read_ontology(LAYOUT))


def short(term: NamedNode) -> str:
    return term.value.replace(ALG, "alg:").replace(SAID, "said:")


def needs() -> list[tuple[NamedNode, str]]:
    """Return each term with each question that it points at, by slug or, if it is none, by IRI."""
    links = [quad for quad in ontology() if quad.predicate == QUESTION]
    pairs = [(quad.subject, quad.object) for quad in links]
    return [
        (term, page.value.removeprefix(f"{ONTOLOGY}/competency/"))
        for term, page in pairs
        if isinstance(term, NamedNode) and isinstance(page, NamedNode)
    ]


def test_terms_point_at_questions_and_questions_are_pointed_at() -> None:
    assert {slug for _, slug in needs()} == {question.slug for question in QUESTIONS}


def test_each_term_is_needed_by_a_question() -> None:
    declared = {q.subject for q in ontology() if q.predicate == TYPE and isinstance(q.subject, NamedNode)}
    assert {t for t in declared if t.value.startswith((ALG, SAID))} == {term for term, _ in needs()}


def test_each_term_is_seen_in_each_question_that_it_points_at(store: Store) -> None:
    seen = {question.slug: seen_in(question, store) for question in QUESTIONS}
    assert sorted(f"{short(term)} in {slug}" for term, slug in needs() if short(term) not in seen[slug]) == []


def seen_in(question: CompetencyQuestion, store: Store) -> set[str]:
    """Return the terms that a question shows.

    They stand in its text, or their superclass, superproperty, class or inverse does; or the answer, asked
    without the parameter, names them or an individual of theirs.
    """
    written = terms_in(body(question))
    cells = {cell for row in ask(store, PARAMETER.sub("", question.text))[1:] for cell in row}
    answered = {short(term) for term, label in labels() if label in cells and in_module(term, question)}
    children = {child for child, parent in hierarchy() if parent in written}
    return written | answered | children | {parent for child, parent in hierarchy() if child in answered}


def in_module(term: NamedNode, question: CompetencyQuestion) -> bool:
    """Tell the words of claimed content from others: only the question about content answers with them."""
    return question.slug != "proposition_content" or term.value.startswith(SAID)


def labels() -> list[tuple[NamedNode, str]]:
    named = [quad for quad in ontology() if quad.predicate == NamedNode(RDFS + "label")]
    pairs = [(quad.subject, quad.object) for quad in named]
    return [(s, o.value) for s, o in pairs if isinstance(s, NamedNode) and isinstance(o, Literal)] + [
        (s, s.value) for s, _ in pairs if isinstance(s, NamedNode)
    ]


def hierarchy() -> set[tuple[str, str]]:
    """Return each term with its superclasses, superproperties, classes and inverse."""
    links = [quad for quad in ontology() if quad.predicate in PARENTS]
    inverses = [quad for quad in ontology() if quad.predicate == INVERSE]
    pairs = [*((q.subject, q.object) for q in links), *((q.object, q.subject) for q in inverses)]
    return {(short(s), short(o)) for s, o in pairs if isinstance(s, NamedNode) and isinstance(o, NamedNode)}


# The rule above all rules


@pytest.mark.parametrize("inferred", [True, False], ids=["with inference", "without inference"])
def test_an_allegation_is_never_a_fact(dataset: list[Quad], inferred: bool) -> None:
    shown = load_store(quad for quad in dataset if inferred or quad.graph_name != INFERRED)
    uses = ask(
        shown,
        'SELECT ?p ?o WHERE { ?s ?p ?o FILTER (!STRSTARTS(STR(?s), "https://w3id.org/allegata/content#")) }',
    )
    types = [term for predicate, term in uses if predicate == TYPE.value and term.startswith(SAID)]
    assert types == []
    assert [predicate for predicate, _ in uses if predicate.startswith(SAID)] == []


def test_content_is_seen_by_graph_alone(store: Store) -> None:
    heads = "?p alg:headSubject ?s ; alg:headPredicate ?v ; alg:headObject ?o ; alg:contentGraph ?g"
    prefix = f"PREFIX alg: <{ALG}>\n"
    everywhere = ask(store, f"{prefix}SELECT ?p WHERE {{ {heads} . GRAPH ?g {{ ?s ?v ?o }} }}")
    assert len(everywhere) > 90
    assert ask(store, f"{prefix}SELECT ?p WHERE {{ {heads} . ?s ?v ?o }}") == [["p"]]
