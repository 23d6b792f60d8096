"""The real article's default graph, and small changes of it at random, as editors and their faults make."""

from collections.abc import Callable, Iterator
from functools import cache
from random import Random

from pyoxigraph import Literal, NamedNode, Triple

from graph.dataset import canonical_nquads, parse_nquads, read_dataset, read_sources
from graph.layout import Layout, default_root
from graph.namespaces import ALG, BASE, RDF, RDFS, XSD
from graph.roles import shown_triples
from graph.shacl.article import article_shapes
from graph.shacl.validation import Shapes

Triples = frozenset[Triple]

TYPE = NamedNode(RDF + "type")
SUBCLASS = NamedNode(RDFS + "subClassOf")
WRONG_LITERALS = (
    Literal(""),
    Literal("on Tuesday"),
    Literal("on Tuesday", language="en"),
    Literal("at that day\nand hour", language="en"),
    Literal("x", datatype=NamedNode(XSD + "integer")),
    Literal("-5", datatype=NamedNode(XSD + "integer")),
    Literal("100000", datatype=NamedNode(XSD + "integer")),
    Literal("1.5", datatype=NamedNode(XSD + "decimal")),
    Literal("2025-08-19", datatype=NamedNode(XSD + "date")),
    Literal("2025-08-19T00:00:00", datatype=NamedNode(XSD + "dateTime")),
    Literal("2031-08-19T00:00:00Z", datatype=NamedNode(XSD + "dateTime")),
)


@cache
def article() -> Triples:
    layout = Layout(default_root())
    quads = read_dataset(layout, read_sources(layout), BASE)
    # Blank nodes are labelled anew by every reading, and what is random here must be the same everywhere.
    return frozenset(shown_triples(parse_nquads(canonical_nquads(quads)), inferred=False))


@cache
def shapes() -> Shapes:
    return article_shapes(Layout(default_root()).shape_files(), BASE)


def changed_at_random(seed: int, count: int) -> Iterator[tuple[Triples, Triples, Triples]]:
    """Yield states of the article, each with what was added to the one before it and what was removed."""
    random = Random(seed)  # noqa: S311  # nothing is kept secret by it
    state = dict.fromkeys(sorted(article(), key=str))
    for number in range(count):
        if number % 20 == 0:
            added, removed = article() - state.keys(), frozenset(state.keys() - article())
        else:
            added, removed = _change(random, list(state))
        added, removed = added - state.keys(), removed & state.keys() - added
        for triple in removed:
            del state[triple]
        state.update(dict.fromkeys(sorted(added, key=str)))
        yield frozenset(state), added, removed


def _change(random: Random, triples: list[Triple]) -> tuple[Triples, Triples]:
    change = random.choices(list(_CHANGES), list(_CHANGES.values()))[0]
    picked = random.sample(triples, random.randint(1, 4))
    changes = [change(random, triple, triples) for triple in picked]
    return frozenset(a for added, _ in changes for a in added), frozenset(
        r for _, removed in changes for r in removed
    )


_Change = Callable[[Random, Triple, list[Triple]], tuple[list[Triple], list[Triple]]]


def _leave_out(random: Random, triple: Triple, triples: list[Triple]) -> tuple[list[Triple], list[Triple]]:
    return [], [triple]


def _forget(random: Random, triple: Triple, triples: list[Triple]) -> tuple[list[Triple], list[Triple]]:
    return [], [each for each in triples if triple.subject in (each.subject, each.object)]


def _misplace(random: Random, triple: Triple, triples: list[Triple]) -> tuple[list[Triple], list[Triple]]:
    other = random.choice(triples)
    return [Triple(triple.subject, triple.predicate, other.object)], random.choice(([], [triple]))


def _say_more(random: Random, triple: Triple, triples: list[Triple]) -> tuple[list[Triple], list[Triple]]:
    other = random.choice(triples)
    return [Triple(triple.subject, other.predicate, other.object)], []


def _write_amiss(random: Random, triple: Triple, triples: list[Triple]) -> tuple[list[Triple], list[Triple]]:
    return [Triple(triple.subject, triple.predicate, random.choice(WRONG_LITERALS))], [triple]


def _call_otherwise(
    random: Random, triple: Triple, triples: list[Triple]
) -> tuple[list[Triple], list[Triple]]:
    kinds = sorted({each.object for each in triples if each.predicate == TYPE}, key=str)
    old = [each for each in triples if each.subject == triple.subject and each.predicate == TYPE]
    return [Triple(triple.subject, TYPE, random.choice(kinds))], random.choice(([], old))


def _copy(random: Random, triple: Triple, triples: list[Triple]) -> tuple[list[Triple], list[Triple]]:
    copy = NamedNode(f"{str(triple.subject).strip('<>').replace('_:', BASE)}-copy")
    of_it = [each for each in triples if each.subject == triple.subject]
    return [Triple(copy, each.predicate, each.object) for each in of_it], []


def _declare_otherwise(
    random: Random, triple: Triple, triples: list[Triple]
) -> tuple[list[Triple], list[Triple]]:
    declared = [each for each in triples if each.predicate == SUBCLASS and ALG in str(each)]
    one, other = random.choice(declared), random.choice(declared)
    return [Triple(one.subject, SUBCLASS, other.object)], random.choice(([], [one]))


_CHANGES: dict[_Change, int] = {
    _leave_out: 4,
    _forget: 1,
    _misplace: 4,
    _say_more: 3,
    _write_amiss: 4,
    _call_otherwise: 3,
    _copy: 2,
    _declare_otherwise: 1,
}
