"""Imports follow the data: seeds, graph, server, and never back."""

import ast
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

ORDER = (
    "namespaces",
    "errors",
    "layout",
    "source",
    "closest",
    "quotation",
    "anchor",
    "competency",
    "base",
    "parse",
    "terms",
    "triples",
    "rebase",
    "roles",
    "dataset",
    "report",
    "rdflib_terms",
    "edtf_rule",
    "shacl.naming",
    "shacl.source",
    "shacl.paths",
    "shacl.reads",
    "shacl.view",
    "shacl.values",
    "shacl.constraints",
    "shacl.shapes",
    "shacl.patterns",
    "shacl.queries",
    "shacl.query_reading",
    "shacl.components",
    "shacl.reading",
    "shacl.evaluation",
    "shacl.reach",
    "shacl.validation",
    "shacl.bulk",
    "shacl.reference",
    "shacl.engines",
    "shacl.dates",
    "shacl.article",
    "shacl.arbitrary",
    "rules",
    "rule_reach",
    "rule_changes",
    "validate",
    "reasoning.literals",
    "reasoning.rule",
    "reasoning.match",
    "reasoning.facts",
    "reasoning.table",
    "reasoning.ontology",
    "reasoning.network",
    "reasoning.forward",
    "reasoning.backward",
    "reasoning.compiling",
    "reasoning.unfolding",
    "reasoning.closing",
    "reasoning.clashing",
    "reasoning.publishing",
    "reasoning.incremental",
    "reasoning.materialisation",
    "reasoning.sparql",
    "reasoning.sparq_terms",
    "reasoning.sparq_graph",
    "reasoning.outcome",
    "reasoning.by_rules",
    "reasoning.by_owlrl",
    "reasoning.by_sparq",
    "reasoning.engine",
    "reason",
    "consequences",
    "examination",
    "store",
    "explanation.proof",
    "explanation.rulebook",
    "explanation.grounds",
    "explanation.dive",
    "explanation.search",
    "explanation.every",
    "explanation.explaining",
    "explanation.deriving",
    "explanation.missing",
    "explanation.axioms",
    "explanation.passages",
    "explanation.telling",
    "explanation.text",
    "explanation.mermaid",
    "explanation.provenance",
    "explanation.knowledge",
    "explanation.asking",
    "explanation.data",
    "evidence",
    "changes",
    "protection",
    "skolem",
    "mutation",
    "effects",
    "lease",
    "commit",
    "generations",
    "bulk",
    "backup",
    "quarantine",
    "search.properties",
    "search.folding",
    "search.errors",
    "search.classes",
    "search.scanning",
    "search.names",
    "search.documents",
    "search.matching",
    "search.querying",
    "search.index",
    "search.manifest",
    "search.changes",
    "search.keeping",
    "live",
    "revision",
    "draft",
    "inference",
    "article_form",
    "releasing",
    "merging",
    "freshness",
    "build",
    "coverage",
    "query",
    "exporters.expressions",
    "exporters.annotations",
    "exporters.functional",
    "exporters.owl",
    "viewpoints.negation",
    "viewpoints.claims",
    "viewpoints.choosing",
    "viewpoints.world",
    "viewpoints.closing",
    "viewpoints.clashing",
    "viewpoints.sharing",
    "viewpoints.text",
    "viewpoints.summary",
    "viewpoints.table",
    "viewpoints.exporting",
    "viewpoints.asking",
    "importers.ofac.errors",
    "importers.ofac.entry",
    "importers.ofac.dating",
    "importers.ofac.opening",
    "importers.ofac.splitting",
    "importers.ofac.labels",
    "importers.ofac.piece_values",
    "importers.ofac.remarks",
    "importers.ofac.gathering",
    "importers.ofac.rows",
    "importers.ofac.lines",
    "importers.ofac.legacy",
    "importers.ofac.json_stream",
    "importers.ofac.json_rows",
    "importers.ofac.xml_rows",
    "importers.ofac.csv_entry",
    "importers.ofac.json_entry",
    "importers.ofac.xml_entry",
    "importers.ofac.reading",
    "progress",
    "importers.bar",
    "importers.preparing",
    "importers.examining",
    "importers.ofac.naming",
    "importers.ofac.terms",
    "importers.ofac.washington",
    "importers.ofac.programs",
    "importers.ofac.values",
    "importers.ofac.history",
    "importers.ofac.lifecycle",
    "importers.ofac.kept",
    "importers.ofac.states",
    "importers.ofac.triples",
    "importers.ofac.archive",
    "importers.ofac.sources",
    "importers.ofac.changing",
    "importers.ofac.importing",
    "importers.ftm.library",
    "importers.ftm.licences",
    "importers.ftm.naming",
    "importers.ftm.details",
    "importers.ftm.dating",
    "importers.ftm.entities",
    "importers.ftm.contents",
    "importers.ftm.designations",
    "importers.ftm.triples",
    "importers.ftm.importing",
    "exporters.ftm_reading",
    "exporters.ftm_entity",
    "exporters.ftm_lists",
    "exporters.ftm_acts",
    "exporters.ftm",
    "matching.named",
    "matching.words",
    "matching.likeness",
    "matching.spellings",
    "matching.index",
    "matching.confidence",
    "matching.weighing",
    "matching.reading",
    "matching.decisions",
    "matching.sssom",
    "matching.review",
    "matching.linking",
    "commands",
    "cli",
    "__main__",
)
"""The modules of graph along the pipeline: each imports only from those before it."""


def modules(package: str) -> dict[str, Path]:
    folder = REPOSITORY / package
    paths = {".".join(path.relative_to(folder).with_suffix("").parts): path for path in folder.rglob("*.py")}
    return {name: path for name, path in paths.items() if not name.endswith("__init__")}


def imported(path: Path) -> set[str]:
    """Name all modules that a file imports, inside functions too."""
    nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    origins = [node for node in nodes if isinstance(node, ast.ImportFrom) and node.module]
    return (
        plain
        | {f"{node.module}" for node in origins}
        | {f"{n.module}.{a.name}" for n in origins for a in n.names}
    )


def test_every_module_of_graph_has_its_place_in_the_pipeline() -> None:
    assert set(modules("graph")) == set(ORDER)


@pytest.mark.parametrize("module", ORDER)
def test_a_module_of_graph_imports_only_from_those_before_it(module: str) -> None:
    later = {f"graph.{name}" for name in ORDER[ORDER.index(module) :]}
    assert not imported(modules("graph")[module]) & later


def test_graph_does_not_import_server_but_to_serve() -> None:
    importing = {
        name
        for name, path in modules("graph").items()
        if any(module.split(".")[0] == "server" for module in imported(path))
    }
    assert importing == {"commands"}


@pytest.mark.parametrize("package", ["ontology", "seeds", "shapes"])
def test_packages_of_data_have_no_code(package: str) -> None:
    assert modules(package) == {}
    (docstring,) = ast.parse((REPOSITORY / package / "__init__.py").read_text("utf-8")).body
    assert isinstance(docstring, ast.Expr)


@pytest.mark.parametrize("name", ORDER)
def test_a_module_does_nothing_when_it_is_imported(name: str) -> None:
    allowed = (
        ast.Import,
        ast.ImportFrom,
        ast.FunctionDef,
        ast.ClassDef,
        ast.Assign,
        ast.AnnAssign,
        ast.Expr,
        ast.If,
    )
    body = ast.parse(modules("graph")[name].read_text("utf-8")).body
    assert all(isinstance(node, allowed) for node in body)
    assert all(isinstance(node.value, ast.Constant) for node in body if isinstance(node, ast.Expr))
    tests = {ast.unparse(node.test) for node in body if isinstance(node, ast.If)}
    assert name == "__main__" or tests <= {"TYPE_CHECKING"}
