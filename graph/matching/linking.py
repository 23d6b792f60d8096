"""Links between list entries and actors of a store: proposed, decided about by a person, and then written.

What was decided is kept in the store's folder, so that nothing that was rejected is proposed again.
"""

import multiprocessing
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode, RdfFormat, Store, Triple, serialize

from graph.article_form import ArticleForm
from graph.changes import GraphChange, Scope, Target, Verb, Write
from graph.commit import Claim
from graph.errors import Place, RequestError, StoreError
from graph.layout import Layout
from graph.lease import Generation, current_generation
from graph.live import LiveStore
from graph.matching.decisions import LEAST, Decision, Verdict, propose
from graph.matching.index import Index
from graph.matching.reading import read_actors, read_entries, read_identified
from graph.matching.sssom import read_sssom, write_sssom
from graph.namespaces import ALG

DECISIONS: Final = "decisions.sssom.tsv"
"""The file in a store's folder that has what was decided."""

_EXAMINERS: Final = 2
_WAIT_SECONDS: Final = 30.0


@dataclass(frozen=True)
class Linked:
    """How many links are new in a store, how many pairs were rejected, and the generation that has it."""

    accepted: int
    rejected: int
    generation: str

    def __str__(self) -> str:
        return f"{self.accepted} entries identified, {self.rejected} proposals rejected; {self.generation}"


def propose_links(store: Path, least: float = LEAST, known: Sequence[Decision] = ()) -> list[Decision]:
    """Return what was decided in a file so far, and proposals for the newest state of a store after it.

    Raises StoreError if there is no built store in the folder.
    """
    generation = _built(store)
    opened = Store.read_only(str(generation.store))
    decided = [each for each in known if each.verdict is not Verdict.OPEN]
    before = [*decided, *kept_decisions(store, generation.base)]
    index = Index(read_entries(opened))
    return [*decided, *propose(read_actors(opened), index, read_identified(opened), before, least)]


def kept_decisions(store: Path, base: str) -> list[Decision]:
    """Return what was decided and applied to a store before."""
    path = store / DECISIONS
    return read_sssom(path, base) if path.is_file() else []


def base_of(store: Path) -> str:
    """Return what the IRIs of a built store begin with.

    Raises StoreError if there is none.
    """
    return _built(store).base


def apply_links(store: Path, decisions: Sequence[Decision], layout: Layout, by: str, on: str = "") -> Linked:
    """Write what was accepted into the graph of links, validated and reasoned; remember what was rejected.

    ``by`` is the key of the actor who decided what has no reviewer yet, ``on`` the day. Raises RequestError
    if an entry would mean two actors, and what `graph.live.LiveStore.apply` does; then nothing is written.
    """
    with Claim(store, _WAIT_SECONDS):
        generation = _built(store)
        made = [_signed(each, f"{generation.base}id/actor/{by}", on) for each in decisions if each.verdict]
        known = read_identified(Store.read_only(str(generation.store)))
        new = _new([each for each in made if each.verdict is Verdict.ACCEPT], known)
        name = _write(store, generation, new, layout) if new else generation.name
        before = {each.pair: each for each in kept_decisions(store, generation.base)}
        rejected = sum(each.verdict is Verdict.REJECT and each.pair not in before for each in made)
        kept = {**{each.pair: each for each in made}, **before, **{each.pair: each for each in new}}
        write_sssom((kept[pair] for pair in sorted(kept)), store / DECISIONS, generation.base)
    return Linked(len(new), rejected, f"generation {name}")


def link_triples(decision: Decision) -> Iterable[Triple]:
    """Yield what an accepted proposal says: whom the entry means, who decided so, and on what grounds."""
    entry = NamedNode(decision.entry)
    when = f", decided on {decision.on}" if decision.on else ""
    note = f"Taken to mean {decision.actor_label}{when}: {decision.told}" if decision.told else ""
    yield Triple(entry, NamedNode(f"{ALG}identifiedAs"), NamedNode(decision.actor))
    yield Triple(entry, NamedNode(f"{ALG}reviewedBy"), NamedNode(decision.by))
    if note:
        yield Triple(entry, NamedNode(f"{ALG}editorNote"), Literal(note))


def _signed(each: Decision, by: str, on: str) -> Decision:
    return replace(each, by=each.by or by, on=each.on or on)


def _new(accepted: Sequence[Decision], known: dict[str, str]) -> list[Decision]:
    meant = dict(known)
    for each in accepted:
        other = meant.setdefault(each.entry, each.actor)
        if other != each.actor:
            cure = f"It is taken to mean <{other}>: accept one, reject the other."
            raise RequestError(f"<{each.entry}> can't mean <{each.actor}> too", cure)
    return [each for each in accepted if each.entry not in known]


def _write(store: Path, generation: Generation, new: Sequence[Decision], layout: Layout) -> str:
    body = serialize((triple for each in new for triple in link_triples(each)), format=RdfFormat.N_TRIPLES)
    target = Target(Scope.NAMED, f"{generation.base}graph/links")
    change = GraphChange(Verb.POST, target, "application/n-triples", body or b"")
    key = f"links {sha256(change.body).hexdigest()}"
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(_EXAMINERS, context) as pool:
        live = LiveStore(store, ArticleForm(layout, generation.base, pool))
        return live.apply(Write(change, key)).generation


def _built(store: Path) -> Generation:
    generation = current_generation(store)
    if generation is None or generation.blank:
        raise StoreError("there is no built store", "Build it first: allegata build.", Place(store))
    return generation
