from pathlib import Path

import pytest

from graph.competency import read_competency, read_header, read_question
from graph.errors import ParseError

HEADER = """# # Who alleges what of whom
#
# **Question:** Which actor says which allegation, about which actor,
# in which words?
# **Answers:** one row per allegation: ?holder ?exact
# **Source:** competency question 3
"""
QUERY = (
    HEADER + "PREFIX alg: <https://w3id.org/allegata/ontology#>\nSELECT * WHERE { ?claim a alg:Allegation }\n"
)


def test_a_question_has_its_header_and_its_whole_text(tmp_path: Path) -> None:
    (tmp_path / "who_alleges.rq").write_text(QUERY, "utf-8")
    (question,) = read_competency(tmp_path)
    assert question.slug == "who_alleges"
    assert question.title == "Who alleges what of whom"
    assert question.question == "Which actor says which allegation, about which actor, in which words?"
    assert question.answers == "one row per allegation: ?holder ?exact"
    assert question.source == "competency question 3"
    assert question.text == QUERY


def test_questions_are_sorted_and_other_files_passed_over(tmp_path: Path) -> None:
    for name in ("who_denies.rq", "who_alleges.rq", "who_alleges.csv"):
        (tmp_path / name).write_text(QUERY, "utf-8")
    assert [question.slug for question in read_competency(tmp_path)] == ["who_alleges", "who_denies"]


@pytest.mark.parametrize("missing", ["# #", "# **Question", "# **Answers", "# **Source"])
def test_a_header_without_one_of_its_parts_is_refused(tmp_path: Path, missing: str) -> None:
    lines = [line for line in QUERY.splitlines() if not line.startswith(missing)]
    path = tmp_path / "who_alleges.rq"
    path.write_text("\n".join(lines), "utf-8")
    with pytest.raises(ParseError) as refused:
        read_question(path)
    assert refused.value.place.path == path
    assert missing[2:] in refused.value.cure


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "who_alleges.rq"
    path.write_bytes(QUERY.encode("utf-16"))
    with pytest.raises(ParseError, match="not UTF-8"):
        read_question(path)


def test_an_empty_comment_line_ends_a_field() -> None:
    header = "# # Denials\n#\n# a remark of no field\n# **Question:** Who denies?\n#\n# another remark"
    assert read_header(header) == {"title": "Denials", "question": "Who denies?"}


def test_the_code_of_a_query_is_not_part_of_its_header() -> None:
    assert read_header("SELECT * { ?s ?p ?o } # # Denials") == {}
    assert read_header("# # Denials") == {"title": "Denials"}
