"""The queries behind the pages: files with a header, beside this module."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from graph.competency import CompetencyQuestion, read_competency
from server.formats import JSON, Kind
from server.service import Job, Service
from server.tables import read_rows

FOLDER: Final = Path(__file__).parent / "queries"


@cache
def read_queries() -> Mapping[str, CompetencyQuestion]:
    """Return the queries by name."""
    return {query.slug: query for query in read_competency(FOLDER)}


def select(service: Service, name: str, **bindings: str) -> tuple[Mapping[str, str], ...]:
    """Return the solutions of a query, each a mapping from its bound variables to their values.

    ``bindings`` are IRIs for variables of the query.
    """
    job = Job(read_queries()[name].text, {Kind.SOLUTIONS: JSON.media_type}, bindings=bindings)
    return read_rows(service.answer(job).body)
