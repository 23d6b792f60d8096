"""Cells that spreadsheets take for formulas.

Decision: SPARQL's CSV and TSV say what the data say. A quote before ``=`` would change the values of every
client that is no spreadsheet, against https://www.w3.org/TR/sparql11-results-csv-tsv/ , so none is added.
The answer is offered as a file of data, never opened by the browser; who opens it in a spreadsheet is to
import it as text.
"""

import csv
import io

from pyoxigraph import QueryResultsFormat, parse_query_results

from tests.threats.asking import ask
from tests.threats.hostile import FORMULA, THING

QUERY = f"SELECT ?label {{ <{THING}> <http://www.w3.org/2000/01/rdf-schema#label> ?label }} ORDER BY ?label"


def test_a_formula_stands_in_csv_as_it_stands_in_the_data(server: str) -> None:
    reply = ask(server, QUERY, "text/csv")
    assert reply.headers["content-type"].startswith("text/csv")
    assert [FORMULA] in list(csv.reader(io.StringIO(reply.text)))


def test_a_formula_in_tsv_is_a_quoted_literal(server: str) -> None:
    reply = ask(server, QUERY, "text/tab-separated-values")
    assert not any(line.startswith("=") for line in reply.text.splitlines())
    found = parse_query_results(reply.body, QueryResultsFormat.TSV)
    assert FORMULA in [str(row["label"].value) for row in found]  # type: ignore[union-attr]


def test_an_answer_that_would_break_off_does_not_end_in_words(server: str) -> None:
    reply = ask(server, "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }", "text/csv")
    assert (reply.status, reply.headers["content-type"]) == (503, "text/plain; charset=utf-8")
