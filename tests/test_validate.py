"""Shapes, rules and the EDTF rule give one report; only a violation fails."""

from pathlib import Path

import pytest
import rdflib
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store, Triple
from rdflib import RDF, RDFS, SH
from rdflib.collection import Collection

from graph.edtf_rule import check_edtf
from graph.errors import ParseError, RuleError, UnknownTermError
from graph.layout import Layout
from graph.namespaces import ALG, BASE
from graph.report import Report, Result, shorten
from graph.rules import RULE, check_rules, derive, read_rule
from graph.shacl.naming import path_text
from graph.shacl.reference import check_shapes
from graph.validate import validate_files
from tests.conftest import claims_file, edit

HEAD = f"""@prefix alg: <{ALG}> .
@prefix actor: <{BASE}id/actor/> .
@prefix claim: <{BASE}id/claim/> .
@prefix document: <{BASE}id/document/> .
@prefix passage: <{BASE}id/passage/> .
@prefix rdfs: <{RDFS}> .
"""
CLAIM = NamedNode(f"{BASE}id/claim/leavitt-cartel")
CLAIMS = [Triple(CLAIM, NamedNode(str(RDF.type)), NamedNode(ALG + "Claim"))]
ALLEGATION = 'claim:leavitt-cartel a alg:Allegation ; rdfs:label "that it is a narco-terror cartel"@en .'


def write(folder: Path, text: str, name: str = "claims.trig") -> Path:
    path = folder / name
    path.write_text(HEAD + text)
    return path


def test_the_small_project_conforms(shared_layout: Layout) -> None:
    files = [claims_file(shared_layout), shared_layout.root / "graph" / "actors.ttl"]
    report = validate_files(files, shared_layout)
    assert report.conforms
    assert {result.severity for result in report.results} == {"Info"}


def test_a_shape_of_a_class_reaches_its_subclasses(shared_layout: Layout, tmp_path: Path) -> None:
    report = validate_files([write(tmp_path, ALLEGATION)], shared_layout)
    (violation,) = [result for result in report.results if result.severity == "Violation"]
    assert violation == Result(
        focus=CLAIM,
        message="A claim has exactly one holder: whose view it is.",
        severity="Violation",
        shape=ALG + "ClaimShape",
        path=ALG + "holder",
        component=str(SH.MinCountConstraintComponent),
    )
    assert not report.conforms


def test_a_warning_is_shown_and_does_not_fail(shared_layout: Layout, tmp_path: Path) -> None:
    held = "claim:leavitt-cartel a alg:Claim ; alg:holder actor:leavitt ; alg:speaker actor:leavitt ."
    report = validate_files([write(tmp_path, held)], shared_layout)
    assert report.conforms
    assert "Warning claim:leavitt-cartel\n    A claim that a person may meet has a label." in str(report)
    assert str(report).endswith("conforms (Violation 0, Warning 1, Info 0)")


def test_an_inverse_path_is_told_as_sparql_writes_it(shared_layout: Layout, tmp_path: Path) -> None:
    report = validate_files([write(tmp_path, "passage:cartel a alg:Passage .")], shared_layout)
    (violation,) = report.results
    assert violation.path == f"^<{ALG}passage>"
    assert "sh:resultPath" not in report.to_turtle()


def test_a_quotation_elsewhere_breaks_its_rule(layout: Layout) -> None:
    edit(claims_file(layout), "alg:start 122", "alg:start 121")
    text = (
        'document:cartel-de-los-soles alg:text """'
        + layout.seed_text("cartel-de-los-soles").read_text()
        + '""" .'
    )
    report = validate_files([claims_file(layout), write(layout.root, text)], layout)
    (violation,) = [result for result in report.results if result.severity == "Violation"]
    assert violation.shape == RULE + "check_quotation"
    assert violation.focus == NamedNode(f"{BASE}id/passage/no-organization")
    assert violation.message.startswith("The words between the offsets are not the quotation. [exact: ")
    assert violation.message.endswith("Anchor the quotation again: allegata anchor.")


def test_a_property_of_the_ontology_in_a_content_graph_breaks_its_rule(layout: Layout) -> None:
    edit(claims_file(layout), "said:existsAs said:organization", "alg:about said:organization")
    report = validate_files([claims_file(layout)], layout)
    (violation,) = [result for result in report.results if result.severity == "Violation"]
    assert violation.shape == RULE + "check_content"
    assert violation.value == NamedNode(ALG + "about")


def test_files_are_validated_together(shared_layout: Layout, tmp_path: Path) -> None:
    holder = write(tmp_path, "claim:leavitt-cartel alg:holder actor:leavitt .", "holder.ttl")
    assert validate_files([write(tmp_path, ALLEGATION), holder], shared_layout).conforms


def test_a_file_may_have_blank_nodes(shared_layout: Layout, tmp_path: Path) -> None:
    report = validate_files([write(tmp_path, "[] a alg:Claim .")], shared_layout)
    assert any(isinstance(result.focus, BlankNode) for result in report.results)


def test_shapes_that_only_the_reference_knows_are_left_to_it(layout: Layout) -> None:
    query = "SELECT $this WHERE { BIND ($this AS ?who) FILTER (isIRI(?who)) }"
    (layout.root / "shapes" / "named.ttl").write_text(
        f"@prefix sh: <{SH}> . @prefix alg: <{ALG}> .\n"
        f'alg:NamedClaimShape a sh:NodeShape ; sh:targetClass alg:Claim ; sh:sparql [ sh:select "{query}" ] .'
    )
    report = validate_files([claims_file(layout)], layout)
    assert {result.shape for result in report.results} >= {ALG + "NamedClaimShape"}


@pytest.mark.parametrize(
    ("text", "error"),
    [("claim:a is .", ParseError), ("claim:a a alg:Clam .", UnknownTermError)],
    ids=["syntax", "term"],
)
def test_a_faulty_file_is_refused(
    shared_layout: Layout, tmp_path: Path, text: str, error: type[ParseError]
) -> None:
    with pytest.raises(error):
        validate_files([write(tmp_path, text)], shared_layout)


EDTF = NamedNode(ALG + "edtf")


@pytest.mark.parametrize(
    "day", ["2025-08-19", "2025-08", "2025-08-18/2025-08-24", "2025~", "2025-24", "../2025"]
)
def test_edtf_is_accepted(day: str) -> None:
    assert not list(check_edtf([Triple(CLAIM, EDTF, Literal(day))]))


@pytest.mark.parametrize("day", ["on Tuesday", "19.8.2025", "2025-13", "", "2025-08-19 "])
def test_what_is_no_edtf_is_a_violation(day: str) -> None:
    (result,) = check_edtf([Triple(CLAIM, EDTF, Literal(day))])
    assert (result.focus, result.path, result.value) == (CLAIM, ALG + "edtf", Literal(day))
    assert (result.shape, result.severity) == (ALG + "EdtfRule", "Violation")


def test_an_iri_is_no_edtf() -> None:
    assert list(check_edtf([Triple(CLAIM, EDTF, CLAIM)]))


def test_other_properties_need_not_be_edtf() -> None:
    assert not list(check_edtf([Triple(CLAIM, NamedNode(ALG + "textualDate"), Literal("on Tuesday"))]))


@pytest.mark.parametrize(
    "shape",
    ["sh:property [ sh:minCount 1 ]", "sh:pattern alg:holder", 'sh:sparql [ sh:select "SELECT" ]'],
    ids=["no path", "no pattern", "no query"],
)
def test_an_ill_formed_shape_is_refused(tmp_path: Path, shape: str) -> None:
    path = claim_shape(tmp_path, shape)
    with pytest.raises(RuleError, match="ill-formed") as refused:
        check_shapes(CLAIMS, [path], BASE)
    assert refused.value.place.path == tmp_path


def test_a_shape_that_no_processor_may_accept_is_refused(tmp_path: Path) -> None:
    path = claim_shape(tmp_path, 'sh:sparql [ sh:select "SELECT $this { $this a ?o MINUS { } }" ]')
    with pytest.raises(RuleError, match="MINUS"):
        check_shapes(CLAIMS, [path], BASE)


def test_shapes_with_a_syntax_error_are_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(ParseError) as refused:
        check_shapes(CLAIMS, [claim_shape(tmp_path, "sh:class is")], BASE)
    assert refused.value.place.line == 2


def test_a_constraint_without_a_message_is_told(tmp_path: Path) -> None:
    path = claim_shape(tmp_path, 'sh:sparql [ sh:select "SELECT $this { $this a ?kind }" ]')
    (result,) = check_shapes(CLAIMS, [path], BASE)
    assert result.message == "This breaks a constraint that has no message."


def claim_shape(folder: Path, constraint: str) -> Path:
    path = folder / "claim.ttl"
    shape = f"alg:ClaimShape a sh:NodeShape ; sh:targetClass alg:Claim ; {constraint} ."
    path.write_text(f"@prefix sh: <{SH}> . @prefix alg: <{ALG}> .\n{shape}")
    return path


def test_shapes_are_moved_to_the_base_of_the_data(tmp_path: Path) -> None:
    path = tmp_path / "claim.ttl"
    path.write_text(
        f"@prefix sh: <{SH}> . @prefix alg: <{ALG}> .\n"
        f"alg:ClaimShape a sh:NodeShape ; sh:targetNode <{CLAIM.value}> ;"
        ' sh:property [ sh:path alg:holder ; sh:minCount 1 ; sh:message "Whose view?" ] .'
    )
    (result,) = check_shapes([], [path], "https://example.org/")
    assert result.focus == NamedNode("https://example.org/id/claim/leavitt-cartel")


def test_a_shape_without_a_name_is_told_by_its_label(tmp_path: Path) -> None:
    path = tmp_path / "claim.ttl"
    path.write_text(
        f"@prefix sh: <{SH}> . @prefix alg: <{ALG}> .\n"
        f"[] a sh:NodeShape ; sh:targetNode <{CLAIM.value}> ; sh:class alg:Claim ."
    )
    (result,) = check_shapes([], [path], BASE)
    assert result.shape.startswith("_:")
    assert result.value == CLAIM


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("alg:holder", f"{ALG}holder"),
        ("( alg:passage alg:start )", f"<{ALG}passage>/<{ALG}start>"),
        ("[ sh:inversePath alg:passage ]", f"^<{ALG}passage>"),
        ("[ sh:alternativePath ( alg:affirms alg:rejects ) ]", f"(<{ALG}affirms>|<{ALG}rejects>)"),
        ("[ sh:zeroOrMorePath alg:reportedIn ]", f"<{ALG}reportedIn>*"),
        ("[ sh:oneOrMorePath alg:reportedIn ]", f"<{ALG}reportedIn>+"),
        ("[ sh:zeroOrOnePath alg:reportedIn ]", f"<{ALG}reportedIn>?"),
    ],
)
def test_property_paths_are_told_as_sparql_writes_them(path: str, told: str) -> None:
    graph = rdflib.Graph().parse(
        data=f"@prefix sh: <{SH}> . @prefix alg: <{ALG}> . alg:PassageShape sh:path {path} .", format="turtle"
    )
    node = graph.value(None, SH.path) or next(graph.objects(None, SH.path))
    assert path_text(graph, node if (None, SH.path, node) in graph else Collection(graph, node).uri) == told


RULE_TEXT = f"""# # Claims without a holder
#
# **Problem:** A claim
#   has no holder.
# **Severity:** Warning
SELECT ?claim ?kind ?none WHERE {{ ?claim a ?kind FILTER (?kind = <{ALG}Claim>) }}
"""


def rule(folder: Path, text: str) -> Path:
    path = folder / "check_holder.rq"
    path.write_text(text)
    return path


def claim_store() -> Store:
    store = Store()
    store.add(Quad(CLAIM, NamedNode(str(RDF.type)), NamedNode(ALG + "Claim"), DefaultGraph()))
    return store


def test_a_row_of_a_rule_is_a_result_about_its_first_variable(tmp_path: Path) -> None:
    (result,) = check_rules(claim_store(), [read_rule(rule(tmp_path, RULE_TEXT))])
    assert result == Result(
        CLAIM,
        "A claim has no holder. [kind: alg:Claim]",
        "Warning",
        RULE + "check_holder",
        value=NamedNode(ALG + "Claim"),
    )


def test_a_row_with_nothing_but_its_focus_has_no_value(tmp_path: Path) -> None:
    (result,) = check_rules(claim_store(), [read_rule(rule(tmp_path, RULE_TEXT.replace("?kind ?none", "")))])
    assert (result.message, result.value) == ("A claim has no holder.", None)


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("**Problem:**", "**Trouble:**", "lacks its problem"),
        ("Warning", "Fatal", "severity is unknown"),
        ("SELECT ?claim ?kind ?none", "ASK", "is a SELECT"),
        ("SELECT ?claim ?kind ?none", "SELECT ?none ?claim", "unbound"),
        ("?claim a", "?claim is", "expected"),
    ],
    ids=["no problem", "unknown severity", "no SELECT", "unbound focus", "malformed"],
)
def test_a_faulty_rule_is_refused_with_its_file(tmp_path: Path, old: str, new: str, found: str) -> None:
    path = rule(tmp_path, RULE_TEXT.replace(old, new))
    with pytest.raises(RuleError, match=found) as refused:
        check_rules(claim_store(), [read_rule(path)])
    assert refused.value.place.path == path


def test_a_malformed_rule_is_refused_with_line_and_column(tmp_path: Path) -> None:
    path = rule(tmp_path, RULE_TEXT.replace("?claim a", "?claim is"))
    with pytest.raises(RuleError) as refused:
        check_rules(claim_store(), [read_rule(path)])
    assert (refused.value.place.line, refused.value.place.column is None) == (6, False)


def test_a_rule_that_is_malformed_beyond_its_grammar_is_refused(tmp_path: Path) -> None:
    path = rule(tmp_path, RULE_TEXT.replace("?kind =", "<urn:polarity>(?kind) ="))
    with pytest.raises(RuleError, match="not supported") as refused:
        check_rules(claim_store(), [read_rule(path)])
    assert refused.value.place.path == path


def test_a_rule_that_derives_is_a_construct(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="is a CONSTRUCT"):
        derive(claim_store(), [read_rule(rule(tmp_path, RULE_TEXT))])


def test_a_rule_is_moved_to_the_base_of_the_data(tmp_path: Path) -> None:
    path = rule(tmp_path, RULE_TEXT.replace("FILTER", f"GRAPH <{BASE}graph/meta> {{}} FILTER"))
    assert "<https://example.org/graph/meta>" in read_rule(path, "https://example.org/").text


COUNT = str(SH.MinCountConstraintComponent)
GRAVE = Result(
    CLAIM,
    "Whose view?",
    "Violation",
    ALG + "ClaimShape",
    ALG + "holder",
    Literal("x"),
    str(SH.MinCountConstraintComponent),
)
LIGHT = Result(CLAIM, "Nobody utters this claim.", "Info", ALG + "ClaimShape")


def test_a_report_shows_the_gravest_first_and_each_result_once() -> None:
    report = Report([LIGHT, GRAVE, GRAVE])
    assert report.results == (GRAVE, LIGHT)
    assert (report.count("Violation"), report.count("Warning"), report.count("Info")) == (1, 0, 1)


def test_a_report_for_people_leaves_notes_uncounted_but_untold() -> None:
    told = str(Report([LIGHT, GRAVE]))
    assert told == (
        "Violation claim:leavitt-cartel\n    Whose view?\n    path alg:holder\n"
        '    value "x"\n    shape alg:ClaimShape\ndoes not conform (Violation 1, Warning 0, Info 1)'
    )


def test_a_report_is_an_shacl_validation_report() -> None:
    graph = rdflib.Graph().parse(data=Report([LIGHT, GRAVE]).to_turtle(), format="turtle")
    report = graph.value(None, RDF.type, SH.ValidationReport)
    assert graph.value(report, SH.conforms) == rdflib.Literal(False)
    grave = graph.value(None, SH.resultSeverity, SH.Violation)
    assert set(graph.predicate_objects(grave)) == {
        (RDF.type, SH.ValidationResult),
        (SH.focusNode, rdflib.URIRef(CLAIM.value)),
        (SH.resultMessage, rdflib.Literal("Whose view?")),
        (SH.resultSeverity, SH.Violation),
        (SH.resultPath, rdflib.URIRef(ALG + "holder")),
        (SH.sourceShape, rdflib.URIRef(ALG + "ClaimShape")),
        (SH.sourceConstraintComponent, SH.MinCountConstraintComponent),
        (SH.value, rdflib.Literal("x")),
    }


def test_an_empty_report_conforms() -> None:
    assert Report([]).conforms
    assert str(Report([])) == "conforms (Violation 0, Warning 0, Info 0)"


@pytest.mark.parametrize(
    ("iri", "short"),
    [
        (f"{BASE}id/actor/leavitt", "actor:leavitt"),
        (f"{BASE}graph/proposition/x", "graph:proposition/x"),
        ("http://example.org/leavitt", "http://example.org/leavitt"),
    ],
)
def test_iris_are_told_by_the_longest_prefix(iri: str, short: str) -> None:
    assert shorten(NamedNode(iri)) in (short, f"<{short}>")
