"""What is asked: small queries, all distinct, about things that the data has; heavy ones from files."""

import json
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Final

from graph.namespaces import ALG, RDF, RDFS
from tests.bench.lines import iri

FOLDER: Final = Path(__file__).parent / "queries"
_PREFIXES: Final = f"PREFIX alg: <{ALG}> PREFIX rdf: <{RDF}> PREFIX rdfs: <{RDFS}> "

TRIPLES_A_CLAIM: Final = 29
"""No more than this; about 27.9 in made data."""

LOOKUP: Final = _PREFIXES + f"SELECT ?label {{ {iri('actor', 7)} rdfs:label ?label }}"
"""One row of the made data."""

ABOUT_CLAIMS: Final = (
    "SELECT ?p ?o {{ {claim} ?p ?o }}",
    "SELECT ?holder ?label {{ {claim} alg:holder ?holder . ?holder rdfs:label ?label }}",
    "SELECT ?words {{ {claim} alg:passage/alg:exact ?words }}",
    "SELECT ?stance ?about {{ {claim} alg:stance ?stance ; (alg:affirms|alg:rejects)/alg:about ?about }}",
    "ASK {{ {claim} alg:stance alg:disputes }}",
    "SELECT ?claim ?relation {{ ?link alg:fromClaim {claim} ; alg:toClaim ?claim ; alg:relation ?relation }}",
)
ABOUT_ANYTHING: Final = (
    "SELECT ?p ?o {{ {subject} ?p ?o }}",
    "SELECT ?type {{ {subject} rdf:type ?type }}",
    "SELECT DISTINCT ?p {{ ?s ?p {subject} }}",
    "ASK {{ {subject} rdf:type ?type }}",
)
_SUBJECT: Final = re.compile(rb"(<[^>]*>) ")


def read_heavy(name: str) -> dict[str, str]:
    """Return the heavy queries over a dataset by slug."""
    return {path.stem: path.read_text("utf-8") for path in sorted((FOLDER / name).glob("*.rq"))}


def distinct_about_made(triples: int, number: int, seed: int = 1) -> Sequence[str]:
    """Return so many small queries over made data, each of another text.

    Raises ValueError if there are not so many.
    """
    claims = triples // TRIPLES_A_CLAIM
    drawn = Random(seed).sample(range(claims * len(ABOUT_CLAIMS)), number)  # noqa: S311
    return [_about_claim(*divmod(found, len(ABOUT_CLAIMS))) for found in drawn]


def _about_claim(claim: int, form: int) -> str:
    return _PREFIXES + ABOUT_CLAIMS[form].format(claim=iri("claim", claim))


def distinct_about(triples: Path, seed: int = 1) -> Sequence[str]:
    """Return small queries, each of another text, one about each subject of a file of triples."""
    subjects = {match[1].decode() for line in triples.open("rb") if (match := _SUBJECT.match(line))}
    drawn = Random(seed).sample(sorted(subjects), len(subjects))  # noqa: S311
    return [_about(subject, turn % len(ABOUT_ANYTHING)) for turn, subject in enumerate(drawn)]


def _about(subject: str, form: int) -> str:
    return _PREFIXES + ABOUT_ANYTHING[form].format(subject=subject)


def renewed(query: str, turn: object) -> str:
    """Return a query that means the same and whose text no cache has met."""
    return f"{query}\n# {turn}\n"


def rows(body: bytes) -> Counter[str]:
    """Return the rows of an answer in JSON, or its truth value; blank nodes lose their names."""
    answer = json.loads(body)
    if "boolean" in answer:
        return Counter([str(answer["boolean"])])
    return Counter(json.dumps(_row(row), sort_keys=True) for row in answer["results"]["bindings"])


def _row(row: dict[str, dict[str, str]]) -> dict[str, Sequence[str]]:
    return {name: _term(term) for name, term in row.items()}


def _term(term: dict[str, str]) -> Sequence[str]:
    """Write a term so that its old spellings are the same: typed-literal, and the type of plain strings."""
    kind = term["type"].removeprefix("typed-")
    if kind == "bnode":
        return [kind]
    datatype = term.get("datatype", "").removesuffix("#string")
    return [kind, term["value"], term.get("xml:lang", ""), datatype.rpartition("#")[2]]
