"""The table of rules, `graph/rules/owl2rl.toml`, which explains its own notation."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode, Variable

from graph.errors import Place, RuleError
from graph.namespaces import OWL, RDF, RDFS, XSD
from graph.reasoning.rule import JOINT, Kind, Pattern, Slot, Test

TABLE: Final = Path(__file__).resolve().parent.parent / "rules" / "owl2rl.toml"

TYPE: Final = NamedNode(RDF + "type")
SAME_AS: Final = NamedNode(OWL + "sameAs")
SCHEMA_RULES: Final = "scm-"
"""What the names of rules about the schema itself begin with."""

_NAMESPACES: Final = {"rdf": RDF, "rdfs": RDFS, "owl": OWL, "xsd": XSD}
_COUNT: Final = NamedNode(XSD + "nonNegativeInteger")


@dataclass(frozen=True)
class Members:
    """One or two variables that stand for members of a list, two in the list's order."""

    variables: tuple[Variable, ...]
    head: Variable


@dataclass(frozen=True)
class Each:
    """One atom for each member of a list, which stands in the place of the list's variable."""

    pattern: Pattern
    head: Variable


@dataclass(frozen=True)
class Route:
    """A path along the properties in a list."""

    start: Variable
    head: Variable
    end: Variable


SchemaAtom = Pattern | Members
DataAtom = Pattern | Each | Route


@dataclass(frozen=True)
class Template:
    """A rule as the table has it, before it is made into one rule for each axiom."""

    name: str
    words: str
    schema: tuple[SchemaAtom, ...] = ()
    data: tuple[DataAtom, ...] = ()
    then: tuple[Pattern, ...] = ()
    tests: tuple[Test, ...] = ()
    trivial: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names in the tables of the rules that it is made of."""
        return tuple(self.name.split(JOINT))

    @property
    def is_of_schema(self) -> bool:
        """Return whether it is about the schema itself, or says what is always there."""
        return self.name.startswith(SCHEMA_RULES) or not (self.schema or self.data)


@cache
def read_table(path: Path = TABLE) -> tuple[Template, ...]:
    """Read the rules of a table, in their order.

    Raises RuleError if it is not written as the notation demands.
    """
    try:
        return tuple(_template(block) for block in tomllib.loads(path.read_text("utf-8"))["rule"])
    except (KeyError, ValueError) as error:
        cure = "Write it as the head of graph/rules/owl2rl.toml says."
        raise RuleError(f"no table of rules: {error}", cure, Place(path)) from error


def schema_patterns(templates: Sequence[Template]) -> tuple[Pattern, ...]:
    """Return the patterns that rules have about the schema: a triple of the schema matches one of them."""
    of_axioms = (atom for each in templates for atom in each.schema)
    of_schema = (atom for each in templates if each.is_of_schema for atom in each.data)
    return tuple(dict.fromkeys(atom for atom in (*of_axioms, *of_schema) if isinstance(atom, Pattern)))


def _template(block: Mapping[str, object]) -> Template:
    def read(key: str) -> list[list[str]]:
        atoms = block.get(key, [])
        if not isinstance(atoms, list):
            raise ValueError(f"{key} is no list")
        return [str(atom).split() for atom in atoms]

    return Template(
        str(block["name"]),
        str(block["words"]),
        tuple(_schema_atom(tokens) for tokens in read("schema")),
        tuple(_data_atom(tokens) for tokens in read("data")),
        tuple(_pattern(tokens) for tokens in read("then")),
        tuple(_test(tokens) for tokens in read("tests")),
        bool(block.get("trivial", False)),
    )


def _schema_atom(tokens: list[str]) -> SchemaAtom:
    if len(tokens) > 2 and tokens[-2] == "in":
        return Members(tuple(_variable(token) for token in tokens[:-2]), _variable(tokens[-1]))
    return _pattern(tokens)


def _data_atom(tokens: list[str]) -> DataAtom:
    if len(tokens) == 4 and tokens[1] == "path":
        return Route(_variable(tokens[0]), _variable(tokens[2]), _variable(tokens[3]))
    if "each" in tokens:
        place = tokens.index("each")
        return Each(_pattern(tokens[:place] + tokens[place + 1 :]), _variable(tokens[place + 1]))
    return _pattern(tokens)


def _pattern(tokens: list[str]) -> Pattern:
    if len(tokens) != 3:
        raise ValueError(f"no atom: {' '.join(tokens)}")
    return Pattern(*(_slot(token) for token in tokens))


def _test(tokens: list[str]) -> Test:
    words = [token for token in tokens if ":" not in token and not token.startswith("?")]
    return Test(Kind(" ".join(words)), tuple(_slot(token) for token in tokens[len(words) :]))


def _slot(token: str) -> Slot:
    if token.startswith("?"):
        return _variable(token)
    if re.fullmatch(r"\d+", token):
        return Literal(token, datatype=_COUNT)
    prefix, _, local = token.partition(":")
    return NamedNode(_NAMESPACES[prefix] + local)


def _variable(token: str) -> Variable:
    name = token.removeprefix("?")
    # A variable of pyoxigraph has no brackets in its name.
    return Variable(name.replace("[]", "_each"))
