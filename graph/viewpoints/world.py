"""What is so and what is not so for a holder, each with the claims that say it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import quote

from graph.reasoning.rule import Fact
from graph.viewpoints.choosing import ANALYSIS, Choice
from graph.viewpoints.claims import Claim, Claims, Side
from graph.viewpoints.negation import is_negatable


@dataclass(frozen=True, order=True)
class Part:
    """A claim's part in a world: a statement that is so, or is not so, because of it.

    The statement is of ``proposition``: the claim's own or, where that differs, one that the editor holds
    the claim's own to entail or to exclude. It is the head of that proposition, or background.
    """

    holder: str
    claim: Claim
    proposition: str
    holds: bool
    is_head: bool

    @property
    def is_by_analysis(self) -> bool:
        """Return whether the editor's analysis leads there."""
        return self.proposition != self.claim.proposition


@dataclass
class World:
    """The world according to ``holder``: statements that are so and such as are not, before what follows.

    ``iri`` is that of the ontology that it is when it is written; ``day`` when its newest document came out.
    ``unnegated`` are claims that reject what cannot be negated of a named individual, so that nothing of
    them is in it; ``left_out`` are claims that do not count by the choice.
    """

    iri: str
    day: str
    holder: str
    choice: Choice
    claims: tuple[Claim, ...]
    so: dict[Fact, tuple[Part, ...]] = field(default_factory=dict)
    not_so: dict[Fact, tuple[Part, ...]] = field(default_factory=dict)
    unnegated: tuple[Claim, ...] = ()
    left_out: tuple[Claim, ...] = ()


def make_world(claims: Claims, holder: str, choice: Choice, base: str = "") -> World:
    """Return the world according to a holder: the same for the same dataset.

    Its IRI begins with ``base``; without one, as the data's do.

    Of what is affirmed, all of the content is so, background included; of what is rejected, the head is not
    so, and nothing is said about the background. What is asked or demanded, if it counts, is taken as so, and
    what is doubted as not so.
    """
    concerned = [claim for claim in claims.all if choice.concerns(claim, holder)]
    counting = tuple(claim for claim in concerned if not choice.reason_against(claim))
    unnegated = tuple(claim for claim in counting if not (_holds(claim) or _can_be_negated(claims, claim)))
    left_out = tuple(claim for claim in concerned if choice.reason_against(claim))
    day = claims.day(document for claim in counting for document in claim.documents)
    iri = _iri(claims, holder, choice, base or claims.base)
    world = World(iri, day, holder, choice, counting, unnegated=unnegated, left_out=left_out)
    for claim in counting:
        for fact, part in _parts(claims, claim, world):
            added = world.so if part.holds else world.not_so
            added[fact] = (*added.get(fact, ()), part)
    return world


def _iri(claims: Claims, holder: str, choice: Choice, base: str) -> str:
    key = quote(holder.removeprefix(f"{claims.base}id/actor/"), safe="")
    return f"{base}export/viewpoint/{key}" + (f"/{choice.name}" if choice.name else "")


def _parts(claims: Claims, claim: Claim, world: World) -> Iterator[tuple[Fact, Part]]:
    if not _holds(claim):
        yield from _negated(claims, claim, claim.proposition, world)
        return
    entailed = [claim.proposition]
    if ANALYSIS in world.choice.include:
        entailed = list(_reached(claims, claim.proposition))
        for excluded in {other for one in entailed for other in claims.related(one, "excludes")}:
            yield from _negated(claims, claim, excluded, world)
    for proposition in entailed:
        head = claims.head(proposition)
        for fact in claims.content(proposition):
            yield fact, Part(world.holder, claim, proposition, True, fact == head)


def _negated(claims: Claims, claim: Claim, proposition: str, world: World) -> Iterator[tuple[Fact, Part]]:
    head = claims.head(proposition)
    if head is not None and is_negatable(head):
        yield head, Part(world.holder, claim, proposition, False, True)


def _can_be_negated(claims: Claims, claim: Claim) -> bool:
    head = claims.head(claim.proposition)
    return head is not None and is_negatable(head)


def _holds(claim: Claim) -> bool:
    """Return whether a claim takes its proposition as so; where it is open, by the way it is put."""
    return claim.side == Side.AFFIRMS or (claim.side == Side.RAISES and claim.stance != "doubts")


def _reached(claims: Claims, proposition: str) -> Iterable[str]:
    """Return a proposition and all that the editor holds it to entail, step by step."""
    reached = {proposition: None}
    queue = [proposition]
    while queue:
        new = [each for each in claims.related(queue.pop(), "entails") if each not in reached]
        reached |= dict.fromkeys(new)
        queue += new
    return reached
