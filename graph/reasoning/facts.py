"""Facts in memory, looked up by any of their terms."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from pyoxigraph import Literal

from graph.reasoning.literals import Value, value
from graph.reasoning.rule import Fact, Term

_Index = defaultdict[Term, dict[Term, dict[Term, None]]]


def _index() -> _Index:
    return defaultdict(dict)


class Facts:
    """A set of facts that keeps the order in which they came.

    To look a literal up finds all that mean the same, however they are spelled (dt-eq).
    """

    def __init__(self, facts: Iterable[Fact] = ()) -> None:
        self._by_predicate = _index()
        self._by_object = _index()
        self._by_subject = _index()
        self._spellings: dict[Value, dict[Term, None]] = {}
        self._size = 0
        for fact in facts:
            self.add(fact)

    def __contains__(self, fact: Fact) -> bool:
        subject, predicate, object_ = fact
        return object_ in self._by_predicate.get(predicate, {}).get(subject, ())

    def __iter__(self) -> Iterator[Fact]:
        for predicate, subjects in self._by_predicate.items():
            for subject, objects in subjects.items():
                for object_ in objects:
                    yield subject, predicate, object_

    def __len__(self) -> int:
        return self._size

    def add(self, fact: Fact) -> bool:
        """Add a fact; return whether it is new."""
        subject, predicate, object_ = fact
        objects = self._by_predicate[predicate].setdefault(subject, {})
        if object_ in objects:
            return False
        objects[object_] = None
        self._by_object[object_].setdefault(predicate, {})[subject] = None
        self._by_subject[subject].setdefault(predicate, objects)
        self._size += 1
        if isinstance(object_, Literal):
            self._learn(object_)
        return True

    def remove(self, fact: Fact) -> bool:
        """Remove a fact; return whether it was there."""
        if fact not in self:
            return False
        subject, predicate, object_ = fact
        del self._by_predicate[predicate][subject][object_]
        del self._by_object[object_][predicate][subject]
        self._size -= 1
        return True

    def find(self, subject: Term | None, predicate: Term | None, object_: Term | None) -> list[Fact]:
        """Return the facts that have these terms in these places; None stands for any."""
        if isinstance(object_, Literal):
            return [fact for same in self.spellings(object_) for fact in self._find(subject, predicate, same)]
        return self._find(subject, predicate, object_)

    def spellings(self, literal: Literal) -> tuple[Term, ...]:
        """Return the literals here that mean the same as this one."""
        found = value(literal)
        return (literal,) if found is None else tuple(self._spellings.get(found, (literal,)))

    def has_several_spellings(self) -> bool:
        """Return whether there is a value that is spelled in more than one way."""
        return any(len(spellings) > 1 for spellings in self._spellings.values())

    def _learn(self, literal: Literal) -> None:
        found = value(literal)
        if found is not None:
            self._spellings.setdefault(found, {})[literal] = None

    def _find(self, subject: Term | None, predicate: Term | None, object_: Term | None) -> list[Fact]:
        if subject is not None:
            return self._of_subject(subject, predicate, object_)
        if object_ is not None:
            return self._of_object(predicate, object_)
        if predicate is None:
            return list(self)
        found = self._by_predicate.get(predicate, {})
        return [(one, predicate, two) for one, objects in found.items() for two in objects]

    def _of_subject(self, subject: Term, predicate: Term | None, object_: Term | None) -> list[Fact]:
        found = self._by_subject.get(subject, {})
        predicates = found if predicate is None else (predicate,) if predicate in found else ()
        if object_ is not None:
            return [(subject, each, object_) for each in predicates if object_ in found[each]]
        return [(subject, each, one) for each in predicates for one in found[each]]

    def _of_object(self, predicate: Term | None, object_: Term) -> list[Fact]:
        found = self._by_object.get(object_, {})
        predicates = found if predicate is None else (predicate,) if predicate in found else ()
        return [(one, each, object_) for each in predicates for one in found[each]]
