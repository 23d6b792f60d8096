"""Designations as FollowTheMoney's sanctions: those that a document attests."""

import re
from typing import Final

from graph.exporters.ftm_entity import Entity, make
from graph.exporters.ftm_lists import entry_id
from graph.exporters.ftm_reading import Shown, Thing
from graph.importers.ftm.designations import PROGRAM
from graph.importers.ftm.naming import MARK
from graph.namespaces import RDFS

ACTORS: Final = {"Person": "Person", "Organization": "Organization"}
"""The schemata of actors, by their classes; others have none."""

ACTORS_GRAPH: Final = "graph/actors"
"""The graph of what is known of actors: no other has anything to say of them here."""

SANCTIONS: Final = ("SanctionsListing", "TerroristDesignation")
"""The classes of designations that are sanctions: an indictment or a reward is none."""

_LABEL: Final = RDFS + "label"
_OFFICIAL: Final = ("ListState", "OfficialDocument")
_NO_NAMES: Final = frozenset({"AnonymousSource", "PutativeEntity", "Office"})
_DATE: Final = re.compile(r"\d{4}(-\d\d){0,2}")
_DATES: Final = {
    "Announcement": "listingDate",
    "EntryIntoForce": "startDate",
    "Amendment": "modifiedAt",
    "Ending": "endDate",
}


def sanction_line(shown: Shown, act: Thing) -> bytes:
    """Write a designation that a document attests; nothing if a part of an entry tells it already."""
    target = _target(shown, act.one("target"))
    attested = _is_recorded(shown, act)
    if act.key.startswith(MARK) or not target or not attested:
        return b""
    made = make(f"designation-{act.key}", "Sanction", "designations", act.one(_LABEL))
    made.put("entity", target)
    made.add("authority", *(shown.thing(iri).one(_LABEL) for iri in act.all("authority")))
    programs = (shown.thing(iri).one(_LABEL) for iri in act.all("program"))
    made.add("program", *(name.removesuffix(PROGRAM) for name in programs))
    made.add("authorityId", *act.all("listId"))
    _add_events(shown, act, made)
    return made.line()


def _add_events(shown: Shown, act: Thing, made: Entity) -> None:
    """Add the dates of recorded events: a date if there is one, else what is known in words."""
    for event in map(shown.thing, act.all("event")):
        name = next((_DATES[kind] for kind in sorted(event.kinds()) if kind in _DATES), "")
        if name and _is_recorded(shown, event):
            edtf = shown.thing(event.one("at")).one("edtf")
            if _DATE.fullmatch(edtf):
                made.add(name, edtf)
            else:
                made.add("summary", event.one(_LABEL))


def _is_recorded(shown: Shown, told: Thing) -> bool:
    """Tell whether an official document attests an act: that somebody reports it is not enough."""
    documents = told.all("attestedBy")
    return any(shown.has(iri, kind) for iri in documents for kind in _OFFICIAL)


def _target(shown: Shown, iri: str) -> str:
    """Return the id of what a designation targets, empty if no entity stands for it."""
    if shown.has(iri, "ListEntry"):
        return entry_id(shown, iri)
    return actor_id(iri) if actor_schema(shown.thing(iri, path=ACTORS_GRAPH)) else ""


def actor_schema(actor: Thing) -> str:
    """Return the schema of an actor, empty for who is unnamed or may not exist."""
    kinds = actor.kinds()
    return "" if kinds & _NO_NAMES else next((ACTORS[kind] for kind in sorted(kinds) if kind in ACTORS), "")


def actor_id(iri: str) -> str:
    """Return the id of an actor."""
    return f"actor-{iri.rpartition('/')[2]}"
