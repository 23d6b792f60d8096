"""Our own equivalents of ROBOT's report, and what OOPS! and FOOPS! ask that a query can decide."""

import re

import pytest
from pyoxigraph import Triple

from graph.namespaces import PREFIXES
from tests.ontology.report import FOLDER, Rule, read_report
from tests.owl.sources import CORE, WITH_EQUIVALENCES, read_modules

RULES = read_report()
NAMES = [rule.name for rule in RULES]

HEADER = re.compile(
    r"# # .+\n#\n# \*\*Problem:\*\* .+\.\n# \*\*Solution:\*\* .+\.\n# \*\*Source:\*\* .+\n"
    r"(# \*\*Applies to:\*\* the modules that are loaded\n)?(PREFIX .+\n)*\nSELECT DISTINCT \?"
)


@pytest.fixture(scope="module")
def loaded() -> list[Triple]:
    return read_modules(CORE)


@pytest.fixture(scope="module")
def everything() -> list[Triple]:
    return read_modules(WITH_EQUIVALENCES)


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_the_ontology_breaks_no_rule_of_the_report(
    rule: Rule, loaded: list[Triple], everything: list[Triple]
) -> None:
    assert rule.find(loaded if rule.is_for_loaded_modules else everything) == set()


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_a_rule_finds_the_faults_planted_in_the_ontology_and_nothing_else(
    rule: Rule, loaded: list[Triple]
) -> None:
    planted, faults = rule.planted()
    assert faults
    assert rule.find([*loaded, *planted]) == faults


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_a_rule_says_problem_solution_and_source_and_uses_the_prefixes_of_the_project(rule: Rule) -> None:
    assert HEADER.match(rule.text)
    for prefix, iri in re.findall(r"PREFIX (\w+): <(.+)>", rule.text):
        assert PREFIXES[prefix] == iri
        assert re.search(rf"\b{prefix}:\w", rule.text.split("\n\n", 1)[1])


def test_each_planted_fault_stands_beside_its_rule() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.ttl")) == NAMES
