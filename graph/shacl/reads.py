"""What is looked at, from a focus node, to tell whether it is as it should be."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pyoxigraph import NamedNode

from graph.shacl.paths import Path, Step, joined, steps


@dataclass(frozen=True)
class Along:
    """The triples of a step from wherever a path leads to."""

    prefix: Path
    step: Step


@dataclass(frozen=True)
class Statements:
    """All triples whose subject is where a path leads to."""

    prefix: Path


@dataclass(frozen=True)
class OfClass:
    """Whether what a path leads to is an instance of a class."""

    prefix: Path
    kind: NamedNode


@dataclass(frozen=True)
class Anything:
    """Triples of which it is not known where they stand."""

    prefix: Path


Read = Along | Statements | OfClass | Anything


def read_by(path: Path) -> Iterator[Along]:
    """Yield what is looked at when a path is followed."""
    return (Along(prefix, step) for prefix, step in steps(path))


def after(path: Path, read: Read) -> Read:
    """Return what is looked at from where a path leads to."""
    return replace(read, prefix=joined(path, read.prefix))
