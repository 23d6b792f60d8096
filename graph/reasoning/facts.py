"""Facts in memory, looked up by any of their terms."""

from collections.abc import Iterable, Iterator
from typing import Final

from pyoxigraph import Literal, NamedNode

from graph.namespaces import XSD
from graph.reasoning.literals import Value, value
from graph.reasoning.rule import Fact, Term

_Several = dict[Term, None]
_Ends = dict[Term, Term | _Several]
"""For the term at one end of a predicate, that at the other; a dictionary if there are several."""

_STRING: Final = NamedNode(XSD + "string")
_TEXT: Final = "text"


class Facts:
    """A set of facts that keeps the order in which they came, predicate by predicate.

    To look a literal up finds all that mean the same, however they are spelled (dt-eq). Most terms stand at
    an end of few facts, so that what there is one of has no container of its own.
    """

    def __init__(self, facts: Iterable[Fact] = ()) -> None:
        self._terms: dict[Term, Term] = {}
        self._objects: dict[Term, _Ends] = {}
        self._subjects: dict[Term, _Ends] = {}
        self._from = _Predicates()
        self._to = _Predicates()
        self._spellings: dict[Value, _Several] = {}
        self._has_unusual_texts = False
        self._size = 0
        for fact in facts:
            self.add(fact)

    def __contains__(self, fact: Fact) -> bool:
        subject, predicate, object_ = fact
        found = self._objects.get(predicate, _NOTHING).get(subject)
        return object_ in found if type(found) is dict else found is not None and found == object_

    def __iter__(self) -> Iterator[Fact]:
        for predicate, ends in self._objects.items():
            for subject, objects in ends.items():
                for object_ in _each(objects):
                    yield subject, predicate, object_

    def __len__(self) -> int:
        return self._size

    def add(self, fact: Fact) -> bool:
        """Add a fact; return whether it is new."""
        if fact in self:
            return False
        subject, predicate, object_ = self.own(fact)
        if _put(self._objects.setdefault(predicate, {}), subject, object_):
            self._from.add(subject, predicate)
        if _put(self._subjects.setdefault(predicate, {}), object_, subject):
            self._to.add(object_, predicate)
            if isinstance(object_, Literal):
                self._learn(object_)
        self._size += 1
        return True

    def remove(self, fact: Fact) -> bool:
        """Remove a fact; return whether it was there."""
        if fact not in self:
            return False
        subject, predicate, object_ = fact
        if _take(self._objects[predicate], subject, object_):
            self._from.remove(subject, predicate)
        if _take(self._subjects[predicate], object_, subject):
            self._to.remove(object_, predicate)
        self._size -= 1
        return True

    def own(self, fact: Fact) -> Fact:
        """Return a fact of the terms that are kept here, where equal ones are one object."""
        share = self._terms.setdefault
        subject, predicate, object_ = fact
        return share(subject, subject), share(predicate, predicate), share(object_, object_)

    def find(self, subject: Term | None, predicate: Term | None, object_: Term | None) -> list[Fact]:
        """Return the facts that have these terms in these places; None stands for any."""
        if predicate is not None and predicate not in self._objects:
            return []
        if isinstance(object_, Literal):
            return [fact for same in self.spellings(object_) for fact in self._find(subject, predicate, same)]
        return self._find(subject, predicate, object_)

    def spellings(self, literal: Literal) -> tuple[Term, ...]:
        """Return the literals that may be here and mean the same as this one."""
        if _is_usual(literal) and not self._has_unusual_texts:
            return (literal,)
        found = value(literal)
        if found is None:
            return (literal,)
        usual = (_usual(found),) if found.space == _TEXT else ()
        return tuple(dict.fromkeys((*usual, *self._spellings.get(found, ()))))

    def _learn(self, literal: Literal) -> None:
        """Note a spelling, but for those that can be told from the value."""
        found = None if _is_usual(literal) else value(literal)
        if found is not None:
            self._spellings.setdefault(found, {})[literal] = None
            self._has_unusual_texts |= found.space == _TEXT

    def _find(self, subject: Term | None, predicate: Term | None, object_: Term | None) -> list[Fact]:
        if subject is not None:
            predicates = self._from.of(subject) if predicate is None else (predicate,)
            return self._of_subject(subject, predicates, object_)
        if object_ is not None:
            predicates = self._to.of(object_) if predicate is None else (predicate,)
            found = ((each, self._subjects[each].get(object_)) for each in predicates)
            return [(one, each, object_) for each, ends in found if ends is not None for one in _each(ends)]
        if predicate is None:
            return list(self)
        ends = self._objects.get(predicate, _NOTHING).items()
        return [(one, predicate, two) for one, objects in ends for two in _each(objects)]

    def _of_subject(self, subject: Term, predicates: Iterable[Term], object_: Term | None) -> list[Fact]:
        if object_ is not None:
            return [(subject, each, object_) for each in predicates if (subject, each, object_) in self]
        found = ((each, self._objects[each].get(subject)) for each in predicates)
        return [(subject, each, one) for each, ends in found if ends is not None for one in _each(ends)]


class _Predicates:
    """By which predicates terms are found; terms with the same ones, as things of one kind, share a tuple."""

    def __init__(self) -> None:
        self._by_term: dict[Term, tuple[Term, ...]] = {}
        self._shared: dict[tuple[Term, ...], tuple[Term, ...]] = {}

    def of(self, term: Term) -> tuple[Term, ...]:
        return self._by_term.get(term, ())

    def add(self, term: Term, predicate: Term) -> None:
        predicates = (*self._by_term.get(term, ()), predicate)
        self._by_term[term] = self._shared.setdefault(predicates, predicates)

    def remove(self, term: Term, predicate: Term) -> None:
        predicates = tuple(each for each in self._by_term[term] if each != predicate)
        if predicates:
            self._by_term[term] = self._shared.setdefault(predicates, predicates)
        else:
            del self._by_term[term]


def _put(ends: _Ends, one: Term, other: Term) -> bool:
    """Put a term at the other end of one; return whether it is the first there."""
    found = ends.setdefault(one, other)
    if type(found) is dict:
        found[other] = None
    elif found is not other:
        ends[one] = {found: None, other: None}  # type: ignore[dict-item]
    else:
        return True
    return False


def _take(ends: _Ends, one: Term, other: Term) -> bool:
    """Take a term from the other end of one; return whether it was the last there."""
    found = ends[one]
    if type(found) is not dict or len(found) == 1:
        del ends[one]
        return True
    del found[other]
    return False


def _each(found: Term | _Several) -> Iterable[Term]:
    return found if type(found) is dict else (found,)  # type: ignore[return-value]


def _is_usual(literal: Literal) -> bool:
    """Return whether a literal is what `_usual` makes of its value."""
    if literal.language is None:
        return literal.datatype == _STRING
    return literal.direction is None and literal.language.islower()


def _usual(text: Value) -> Literal:
    """Return the plain string, or that with a language, that has a value."""
    if isinstance(text.value, tuple):
        return Literal(text.value[0], language=text.value[1])
    return Literal(str(text.value))


_NOTHING: Final[_Ends] = {}
