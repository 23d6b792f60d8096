"""Each rule of the tables, by a case whose outcome is written by hand; without the rule, the case fails."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from graph.reasoning.by_rules import RulesEngine
from graph.reasoning.closing import close, default_templates
from graph.reasoning.engine import engine
from graph.reasoning.outcome import Engine
from graph.reasoning.rule import Fact, fact
from graph.reasoning.table import Template, read_table

PREFIXES = """
@prefix : <https://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""

BY_VALUE = {"dt-type2", "dt-eq"}
"""Rules that are no part of the table of rules, because patterns and tests know the values of literals."""


@dataclass(frozen=True)
class Case:
    rule: str
    given: str
    name: str = ""
    then: str = ""
    raw: str = ""
    clash: str = ""
    beside: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.rule}: {self.name}" if self.name else self.rule


def facts(turtle: str) -> list[Fact]:
    return [fact(quad.triple) for quad in parse((PREFIXES + turtle).encode(), RdfFormat.TURTLE)]


def outcome(case: Case, engine: Engine) -> tuple[set[Fact], set[str]]:
    found = engine.reason(facts(case.given))
    return set(found.published), {name for clash in found.clashes for name in clash.rule.names}


CASES = [Case(**block) for block in tomllib.loads(Path(__file__).with_name("cases.toml").read_text())["case"]]
PUBLISHED = [case for case in CASES if not case.raw and not case.clash]
CLASHES = [case for case in CASES if case.clash]
REMOVED = [case for case in CASES if case.rule not in BY_VALUE]


def test_every_rule_has_a_case() -> None:
    named = {name for template in read_table() for name in template.names}
    assert {case.rule for case in CASES} == named | BY_VALUE


@pytest.mark.parametrize("name", ["rules", "owlrl", "sparq"])
@pytest.mark.parametrize("case", PUBLISHED, ids=str)
def test_just_what_the_case_says_is_published(case: Case, name: str) -> None:
    assert outcome(case, engine(name)) == (set(facts(case.then)), set())


@pytest.mark.parametrize("name", ["rules", "owlrl", "sparq"])
@pytest.mark.parametrize("case", CLASHES, ids=str)
def test_the_contradiction_is_found_by_its_rule(case: Case, name: str) -> None:
    _, clashes = outcome(case, engine(name))
    assert case.clash in clashes


@pytest.mark.parametrize("case", [case for case in CASES if case.raw], ids=str)
def test_what_is_true_of_everything_follows_if_it_is_asked_for(case: Case) -> None:
    closure = close(facts(case.given), read_table())
    assert set(facts(case.raw)) <= set(closure.facts)


@pytest.mark.parametrize("case", REMOVED, ids=str)
def test_the_case_fails_without_its_rule(case: Case) -> None:
    beside = without(case.beside, read_table() if case.raw else default_templates())
    assert holds(case, beside)
    assert not holds(case, without((case.rule,), beside))


def holds(case: Case, templates: Sequence[Template]) -> bool:
    if case.raw:
        return set(facts(case.raw)) <= set(close(facts(case.given), templates).facts)
    published, clashes = outcome(case, RulesEngine(templates))
    return case.clash in clashes if case.clash else published == set(facts(case.then))


def without(names: Sequence[str], templates: Sequence[Template]) -> list[Template]:
    return [template for template in templates if not set(names) & set(template.names)]
