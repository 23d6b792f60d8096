"""Worlds and what contradicts in them, as text."""

from collections import Counter
from collections.abc import Iterable, Iterator

from pyoxigraph import NamedNode

from graph.explanation.axioms import Axioms
from graph.explanation.passages import CONTRADICTS, find_passages, remark
from graph.explanation.telling import Teller
from graph.reasoning.rule import Fact, Rule, Term
from graph.report import shorten
from graph.viewpoints.claims import Claims
from graph.viewpoints.clashing import Contradiction, Ground
from graph.viewpoints.sharing import Comparison, Viewpoint, Viewpoints
from graph.viewpoints.world import Part, World


class Labels:
    """What labels and passages are looked up in; nothing is asserted here."""

    def __init__(self, claims: Claims) -> None:
        self._claims = claims

    def find(self, subject: Term | None, predicate: Term | None, object_: Term | None) -> Iterable[Fact]:
        """Return the facts that have these terms in these places; None stands for any."""
        return self._claims.source.find(subject, predicate, object_)

    def places(self, fact: Fact) -> tuple[str, ...]:
        """Return nothing."""
        return ()


class Writer:
    """Puts worlds into words; always with who says it."""

    def __init__(self, viewpoints: Viewpoints) -> None:
        self._claims = viewpoints.claims
        rules = viewpoints.background.rulebook
        labels = Labels(viewpoints.claims)
        self._teller = Teller(rules, labels)
        self._axioms = Axioms(rules.ontology, labels)

    def write_viewpoint(self, viewpoint: Viewpoint) -> str:
        """Return a world: what is so and what is not, by which claims, and what contradicts."""
        return "\n".join(self._viewpoint(viewpoint)) + "\n"

    def write_comparison(self, comparison: Comparison) -> str:
        """Return what contradicts between two worlds."""
        sides = (comparison.one, comparison.other)
        lines = [line for side in sides for line in self._summary(side)]
        found = comparison.contradictions
        lines.append(
            f"Between them: {_count(len(found)) if found else 'nothing in one contradicts the other'}"
        )
        return "\n".join([*lines, *self._contradictions(found)]) + "\n"

    def tell(self, found: Contradiction) -> list[str]:
        """Return what a contradiction is about, what it rests on and by which axioms, a line for each."""
        return list(self._contradiction(found))

    def _viewpoint(self, viewpoint: Viewpoint) -> Iterator[str]:
        world = viewpoint.world
        yield from self._summary(viewpoint)
        yield from self._contradictions(viewpoint.contradictions)
        yield from self._list("It is so", (part for parts in world.so.values() for part in parts))
        yield from self._list("It is not so", (part for parts in world.not_so.values() for part in parts))
        if world.unnegated:
            yield "Rejected, and left at that, for it cannot be negated of a named individual:"
        for claim in world.unnegated:
            yield f"  {self._claims.label(NamedNode(claim.proposition))} ({shorten(claim.iri)})"

    def _summary(self, viewpoint: Viewpoint) -> Iterator[str]:
        world = viewpoint.world
        yield f"{title(world, self._claims)} ({shorten(world.holder)})"
        yield f"  {len(world.claims)} claims{_left_out(world)}"
        others = sorted({claim.holder for claim in world.claims} - {world.holder})
        if others:
            yield f"  with what others say on their behalf: {', '.join(map(shorten, others))}"
        found = viewpoint.contradictions
        yield f"  inconsistent: {_count(len(found))}" if found else "  consistent"

    def _list(self, heading: str, parts: Iterable[Part]) -> Iterator[str]:
        """Yield the propositions of some parts, each once, with the claims."""
        by_proposition: dict[str, dict[str, None]] = {}
        for part in parts:
            by_proposition.setdefault(part.proposition, {})[shorten(part.claim.iri)] = None
        if by_proposition:
            yield f"{heading}:"
        named = ((self._claims.label(NamedNode(each)), each) for each in by_proposition)
        yield from (f"  {label} ({', '.join(by_proposition[each])})" for label, each in sorted(named))

    def _contradictions(self, found: Iterable[Contradiction]) -> Iterator[str]:
        for number, each in enumerate(found, 1):
            yield f"{number}. {each.clash.rule.words} [{each.clash.rule.name}]"
            yield from (f"   {line}" for line in self.tell(each))

    def _contradiction(self, found: Contradiction) -> Iterator[str]:
        for fact in found.clash.facts:
            yield f"about: {self._teller.say(fact)}"
        for ground in found.grounds:
            yield from self._ground(ground)
        for rule in dict.fromkeys(step.rule for proof in found.proofs for step in proof.steps() if step.rule):
            yield f"because: {rule.words} [{rule.name}]"
            yield from (f"axiom: {axiom}" for axiom in self._said(rule))
        yield from (f"axiom: {axiom}" for axiom in self._said(found.clash.rule))
        yield from self._remarks(found)

    def _ground(self, ground: Ground) -> Iterator[str]:
        verdict = "so" if ground.holds else "not so"
        for part in dict.fromkeys(ground.parts):
            who = self._claims.label(NamedNode(part.holder))
            what = self._claims.label(NamedNode(part.proposition))
            yield f"{verdict}, by {who} in {shorten(part.claim.iri)}: {what}{self._way(part)}"
            claim = NamedNode(part.claim.iri)
            passages = find_passages((claim, CONTRADICTS, claim), self._claims.source)
            yield from (f"  {passage}" for passage in passages)

    def _way(self, part: Part) -> str:
        if part.is_by_analysis:
            verb = "entails" if part.holds else "excludes"
            own = self._claims.label(NamedNode(part.claim.proposition))
            return f"; by the editor's analysis, what is claimed {verb} it: {own}"
        return "" if part.is_head else " (as background)"

    def _said(self, rule: Rule) -> tuple[str, ...]:
        """Return the axioms of a rule in words; the rule's own words tell those of nodes without a name."""
        return self._axioms.say(axiom for axiom in rule.axioms if isinstance(axiom[0], NamedNode))

    def _remarks(self, found: Contradiction) -> Iterator[str]:
        """Yield what is not logic: certainties, and which was said first."""
        if len(found.grounds) == 2:
            one, other = (NamedNode(ground.parts[0].claim.iri) for ground in found.grounds)
            told = remark((one, CONTRADICTS, other), self._claims.source)
            yield from (
                f"note: {line}" for line in told if line.startswith("Certainty") or "said first" in line
            )
        if found.is_weak:
            yield "note: The clash is weak: one side is only said to be possible."


def title(world: World, claims: Claims) -> str:
    """Return what a world is called: by its holder and its day."""
    day = f", as of {world.day}" if world.day else ""
    place = f" in {shorten(world.choice.document)}" if world.choice.document else ""
    more = f", with {', '.join(sorted(world.choice.include))}" if world.choice.include else ""
    return f"The world according to {claims.label(NamedNode(world.holder))}{place}{more}{day}"


def _count(number: int) -> str:
    return f"{number} contradiction{'s' if number > 1 else ''}"


def _left_out(world: World) -> str:
    """Tell which claims do not count, by the stance or certainty for which they do not."""
    reasons = Counter(world.choice.reason_against(claim) for claim in world.left_out)
    told = ", ".join(f"{reason} {number}" for reason, number in sorted(reasons.items()))
    return f"; left out: {told}" if told else ""
