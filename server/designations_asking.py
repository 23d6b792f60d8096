"""The designations of a day: what is asked for, and the answer drawn from one state of the data."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from server.designations_days import Status, Turn, deciding
from server.designations_reading import Designation, Register, read_register
from server.errors import NotFoundError
from server.formats import JSON, Kind
from server.page_queries import read_queries
from server.service import Answer, Job, Service, Task
from server.tables import read_rows

_PAGE: Final = "LIMIT 100 OFFSET 0"
_SUFFIX: Final = " (sanctions program)"

Told = Mapping[str, object]


@dataclass(frozen=True)
class Asked:
    """A question for the designations of a day, written YYYY-MM-DD.

    ``targets`` are the IRIs that may be meant, in the order in which they are tried; without any, ``limit``
    designations of all are looked at, after the first ``offset``. Those not in force are told of if it
    ``takes_all``.
    """

    day: str
    targets: tuple[str, ...] = ()
    takes_all: bool = False
    limit: int = 100
    offset: int = 0
    generation: str = ""
    client: str = ""


@dataclass(frozen=True)
class Days:
    """A service that answers one question, whatever task it is given, from what another one tells."""

    asked: Asked
    service: Service

    @property
    def generation(self) -> str:
        """Return the name of the state of the data that is served now."""
        return self.service.generation

    @property
    def jobs(self) -> tuple[Job, ...]:
        """Return the queries, of which the first one that finds something answers."""
        if self.asked.targets:
            text = read_queries()["designations_of_target"].text
            return tuple(self._job(text, target=target) for target in self.asked.targets)
        page = f"LIMIT {self.asked.limit:d} OFFSET {self.asked.offset:d}"
        return (self._job(read_queries()["designations_of_all"].text.replace(_PAGE, page)),)

    def _job(self, text: str, **bindings: str) -> Job:
        generation, client = self.asked.generation, self.asked.client
        media_types = {Kind.SOLUTIONS: JSON.media_type}
        return Job(text, media_types, bindings=bindings, generation=generation, client=client)

    def answer(self, task: Task) -> Answer:
        """Return what is told of the day, as JSON.

        Raises NotFoundError if nothing is known of the target, and what the service does.
        """
        for job in self.jobs:
            answer = self.service.answer(job)
            register = read_register(read_rows(answer.body))
            if register.is_known or not self.asked.targets:
                told = tell(self.asked, register, job.bindings.get("target"))
                return replace(answer, body=json.dumps(told, ensure_ascii=False).encode())
        raise NotFoundError(f"Nothing is known of {' or '.join(self.asked.targets)}.")


def tell(asked: Asked, register: Register, target: str | None) -> Told:
    """Return what is told of a day: the rows, and, of a page that is full, where the next one begins."""
    told: dict[str, object] = {"on": asked.day, "zone": "America/New_York", "target": target}
    told["rows"] = list(_rows(asked, register))
    if not target:
        is_full = len(register.designations) >= asked.limit
        told |= {"limit": asked.limit, "offset": asked.offset}
        told["next"] = asked.offset + asked.limit if is_full else None
    return told


def _rows(asked: Asked, register: Register) -> Iterator[Told]:
    for name, designation in register.designations.items():
        standing, status = deciding(designation.standings, asked.day)
        if asked.takes_all or status is not Status.NOT_IN_FORCE:
            documents = sorted(standing.since.documents or designation.documents, key=_documents_first)
            yield {
                **_about(name, designation),
                "status": status,
                "since": _between(standing.since),
                "until": _between(standing.until) if standing.until else None,
                "source": documents[0] if documents else None,
                "sources": documents,
            }


def _documents_first(iri: str) -> tuple[bool, str]:
    return "/id/claim/" in iri, iri


def _about(name: str, designation: Designation) -> Told:
    row = designation.row
    return {
        "designation": name,
        "label": row.get("label"),
        "listId": row.get("listId"),
        "target": row["listed"],
        "targetLabel": row.get("listedLabel"),
        "program": _code(row),
        "programIri": row.get("program"),
    }


def _code(row: Mapping[str, str]) -> str | None:
    """Return a program as its list writes it."""
    if (program := row.get("program")) is None:
        return None
    return row.get("programLabel", program.rpartition("/")[2]).removesuffix(_SUFFIX)


def _between(turn: Turn) -> Told:
    return {"earliest": turn.earliest, "latest": turn.latest}
