"""The actors and the list entries of a store, as what is matched, and which are identified already."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store

from graph.matching.named import INDIVIDUAL, Name, Named
from graph.namespaces import ALG, PREFIXES, RDF, RDFS, SKOS

_TYPE: Final = NamedNode(RDF + "type")
_LABEL: Final = NamedNode(RDFS + "label")
_SHOWN: Final = DefaultGraph()
_DESCRIBED: Final = ", not named"
"""With this ends the label of an actor who has no name in the text: it is a description."""

_QUOTED: Final = re.compile("“([^”]+)”")

_LIST_NAMES: Final = ("listWeakAlias", "listFormerName", "listName", "listAlias")
"""The first that gives a name is what it is called by: a weak alias is an alias too."""

_NAMES: Final = {"rdfs:label": _LABEL, "skos:altLabel": NamedNode(SKOS + "altLabel")}
_IDENTIFYING: Final = tuple(NamedNode(PREFIXES[p] + n) for p, n in (("foaf", "page"), ("schema", "sameAs")))
_UNNAMED: Final = frozenset(ALG + name for name in ("AnonymousSource", "Office", "UnspecifiedGroup"))
_KINDS: Final = {
    f"{ALG}Person": INDIVIDUAL, f"{ALG}Organization": "entity",
    f"{ALG}Actor": None, f"{ALG}PutativeEntity": None,
}  # fmt: skip
"""Types of what can be listed, and the kind of entry it can be, where that is settled."""


def read_entries(store: Store) -> Iterator[Named]:
    """Yield the list entries that a store shows, in the order of their IRIs."""
    for iri in _of_type(store, f"{ALG}ListEntry"):
        kinds = _iris(store, iri, NamedNode(f"{ALG}listedAs"))
        given = ((each, _texts(store, iri, NamedNode(ALG + each))) for each in _LIST_NAMES)
        names = dict.fromkeys((text, f"alg:{each}") for each, texts in given for text in texts)
        yield Named(
            iri=iri.value,
            label=_first(store, iri),
            kind=min(kinds).removeprefix(ALG) if kinds else None,
            names=_named_once(names),
            identifiers=_identifiers(store, iri),
            births=frozenset(_texts(store, iri, NamedNode(f"{ALG}listBirthDate"))),
        )


def read_actors(store: Store) -> Iterator[Named]:
    """Yield the actors and putative entities of a store that have a name of their own."""
    found = {iri for kind in _KINDS for iri in _of_type(store, kind)}
    for iri in sorted(found, key=str):
        types = _iris(store, iri, _TYPE)
        if not (types & _UNNAMED or _first(store, iri).endswith(_DESCRIBED)):
            yield _actor(store, iri, types)


def read_identified(store: Store) -> dict[str, str]:
    """Return by the IRI of an entry which actor it is identified as."""
    quads = store.quads_for_pattern(None, NamedNode(f"{ALG}identifiedAs"), None, _SHOWN)
    ends = ((quad.subject, quad.object) for quad in quads)
    return {s.value: o.value for s, o in ends if isinstance(s, NamedNode) and isinstance(o, NamedNode)}


def _actor(store: Store, iri: NamedNode, types: set[str]) -> Named:
    kinds = {kind for each in types if (kind := _KINDS.get(each))}
    births = _texts(store, iri, NamedNode(f"{PREFIXES['schema']}birthDate"))
    return Named(
        iri=iri.value,
        label=_first(store, iri),
        kind=kinds.pop() if len(kinds) == 1 else None,
        names=_named_once(dict.fromkeys(_actor_names(store, iri))),
        identifiers=_identifiers(store, iri),
        births=frozenset(births),
    )


def _actor_names(store: Store, iri: NamedNode) -> Iterator[tuple[str, str]]:
    """Yield the labels of an actor; of what is only "called so", the words in quotation marks."""
    terms = store.quads_for_pattern(None, NamedNode(f"{ALG}purportsToName"), iri, _SHOWN)
    for quad in terms:
        for text in _texts(store, quad.subject, _LABEL):
            yield from ((each, "alg:purportsToName") for each in _QUOTED.findall(text))
    for field, predicate in _NAMES.items():
        for text in _texts(store, iri, predicate):
            quoted = _QUOTED.findall(text)
            yield from ((each, field) for each in quoted or [text])


def _named_once(found: dict[tuple[str, str], None]) -> tuple[Name, ...]:
    fields: dict[str, str] = defaultdict(str)
    for text, field in found:
        fields[text] = fields[text] or field
    return tuple(Name(text, field) for text, field in fields.items())


def _identifiers(store: Store, iri: NamedNode) -> frozenset[str]:
    return frozenset(value for each in _IDENTIFYING for value in _iris(store, iri, each))


def _of_type(store: Store, kind: str) -> list[NamedNode]:
    quads = store.quads_for_pattern(None, _TYPE, NamedNode(kind), _SHOWN)
    return sorted((q.subject for q in quads if isinstance(q.subject, NamedNode)), key=str)


def _iris(store: Store, subject: NamedNode, predicate: NamedNode) -> set[str]:
    quads = store.quads_for_pattern(subject, predicate, None, _SHOWN)
    return {quad.object.value for quad in quads if isinstance(quad.object, NamedNode)}


def _texts(store: Store, subject: object, predicate: NamedNode) -> list[str]:
    if not isinstance(subject, NamedNode):
        return []
    quads = store.quads_for_pattern(subject, predicate, None, _SHOWN)
    return sorted(quad.object.value for quad in quads if isinstance(quad.object, Literal))


def _first(store: Store, iri: NamedNode) -> str:
    return next(iter(_texts(store, iri, _LABEL)), iri.value)
