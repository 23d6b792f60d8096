"""What can go wrong between an article and its dataset, one class a stage.

::

    AllegataError
    ├── LayoutError          a file that has no place, or a place without its file
    ├── SourceError          a seed that is missing, altered or not described
    ├── QuotationError       a quotation that is absent from its source, or stands in it twice
    ├── ParseError           a file that is not RDF, or RDF that its place does not allow
    │   └── UnknownTermError a term that the ontology does not declare
    ├── RuleError            a rule whose query is malformed
    ├── ValidationError      a graph that breaks a shape or a rule
    ├── InconsistencyError   axioms and assertions that cannot hold together
    ├── StoreError           a dataset that is not there or cannot be read
    │   ├── GoneError        a generation that is not kept
    │   ├── UnmergedError    a new build beside writes that cannot go with it
    │   └── QuarantineError  a write that cannot be kept apart
    ├── ChangeError          a write that cannot be made, after which nothing has changed
    │   ├── UpdateSyntaxError    an update that is not SPARQL, with line and column
    │   ├── BodySyntaxError      a body that is not RDF, or holds what its target does not take
    │   ├── ProtectedGraphError  a graph that no write may touch, or of a name that has no role
    │   ├── AbsentGraphError     a graph to be removed that is not there
    │   ├── ConditionError       a state of the data that is no longer the newest
    │   └── InvalidChangeError   triples that break a shape, a rule or an axiom, with the report
    │       └── ContradictionError   triples that break axioms only, and could be kept apart
    └── RequestError         an option or a query that makes no sense

Every message says what was found, where, and what would be right.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar


@dataclass(frozen=True)
class Place:
    """A position in a file: line and column count from 1; absent where only the file is known."""

    path: Path | None = None
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        parts = (self.path, self.line, self.column)
        return ":".join(str(part) for part in parts if part is not None)


NOWHERE = Place()


class AllegataError(Exception):
    """Say what was found, where, and what would be right."""

    exit_code: ClassVar[int] = 2

    def __init__(self, found: str, cure: str = "", place: Place = NOWHERE) -> None:
        super().__init__(found, cure, place)
        self.found = found
        self.cure = cure
        self.place = place

    def __str__(self) -> str:
        where = str(self.place)
        return (f"{where}: " if where else "") + self.found + (f"\n  {self.cure}" if self.cure else "")


class LayoutError(AllegataError):
    """A file stands where none is known, or is missing where one is needed."""


class SourceError(AllegataError):
    """A seed or its description cannot be read, or its bytes are not those that were described."""


class QuotationError(AllegataError):
    """A quotation has no place, or no single place, in its source.

    ``offsets`` are the places where it stands, in code points from 0; none where it is absent.
    """

    def __init__(
        self, found: str, cure: str = "", place: Place = NOWHERE, offsets: tuple[int, ...] = ()
    ) -> None:
        super().__init__(found, cure, place)
        self.args = (found, cure, place, offsets)
        self.offsets = offsets


class ParseError(AllegataError):
    """A file is not well-formed RDF, or holds what its place does not allow."""


class UnknownTermError(ParseError):
    """A file uses a term that the ontology does not declare; ``closest`` is the nearest one declared."""

    def __init__(
        self, found: str, cure: str = "", place: Place = NOWHERE, term: str = "", closest: str | None = None
    ) -> None:
        super().__init__(found, cure, place)
        self.args = (found, cure, place, term, closest)
        self.term = term
        self.closest = closest


class RuleError(AllegataError):
    """The query of a rule is malformed, or is not of the kind that its name promises."""


class ValidationError(AllegataError):
    """A graph breaks a shape or a rule; ``violations`` counts the results that say so."""

    exit_code = 1

    def __init__(self, found: str, cure: str = "", place: Place = NOWHERE, violations: int = 0) -> None:
        super().__init__(found, cure, place)
        self.args = (found, cure, place, violations)
        self.violations = violations


@dataclass(frozen=True)
class Clashing:
    """Triples that cannot hold together: ``words`` tell the rule, the individuals and the axioms.

    ``triples`` are lines of N-Triples, ``shown`` the same lines as people read them.
    """

    words: str
    triples: tuple[str, ...]
    shown: tuple[str, ...]

    def __str__(self) -> str:
        """Return all of it in words."""
        return "\n".join([self.words, *(f"    triple: {each}" for each in self.shown)])


class InconsistencyError(AllegataError):
    """Axioms and assertions cannot all hold; ``clashes`` are the contradictions, each told once."""

    exit_code = 3

    def __init__(
        self, found: str, cure: str = "", place: Place = NOWHERE, clashes: tuple[Clashing, ...] = ()
    ) -> None:
        super().__init__(found, cure, place)
        self.args = (found, cure, place, clashes)
        self.clashes = clashes


class StoreError(AllegataError):
    """A dataset is not there, or is not one that a build wrote."""

    exit_code = 4


class GoneError(StoreError):
    """A generation is no longer there, or never was."""


class UnmergedError(StoreError):
    """A build and writes have both changed a store since the last build, and are not one yet."""


class QuarantineError(StoreError):
    """A write cannot be kept apart, or not be removed from there."""


class ChangeError(AllegataError):
    """A write cannot be made; nothing has changed."""


class UpdateSyntaxError(ChangeError):
    """The text of an update is not SPARQL; the place says where it stops being so."""


class BodySyntaxError(ChangeError):
    """What is to be put into a graph is not RDF, or not what its target takes."""


class ProtectedGraphError(ChangeError):
    """A write touches a graph that is not for writes."""


class AbsentGraphError(ChangeError):
    """A graph that is to be removed is not there."""


class ConditionError(ChangeError):
    """A write was to be made of another state of the data than this one."""


class InvalidChangeError(ChangeError):
    """The data would break a shape, a rule or an axiom: ``turtle`` is the report, as sh:ValidationReport."""

    exit_code = 1

    def __init__(self, found: str, cure: str = "", place: Place = NOWHERE, turtle: str = "") -> None:
        super().__init__(found, cure, place)
        self.args = (found, cure, place, turtle)
        self.turtle = turtle


class ContradictionError(InvalidChangeError):
    """The data would contradict themselves or the ontology; no shape is broken, as far as was looked."""


class RequestError(AllegataError):
    """An option, an argument or a query is malformed."""
