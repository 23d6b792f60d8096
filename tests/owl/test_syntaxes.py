"""The export of all articles is one and the same ontology in each syntax, and nothing of it is left over."""

import jpype
import pytest

from graph.exporters.owl import to_owl
from tests.owl.owl_api import is_the_same, left_over, load
from tests.owl.sources import dataset

# Almost all the time goes to libraries, which take twice as long while coverage is measured.
pytestmark = [pytest.mark.java, pytest.mark.no_cover, pytest.mark.xdist_group("java")]


def test_functional_syntax_is_read_without_anything_left_over(whole: "jpype.JObject") -> None:
    assert left_over(whole) == ()


@pytest.mark.parametrize("format_", ["rdfxml", "turtle"])
def test_the_syntaxes_say_the_same(
    format_: str, whole: "jpype.JObject", capfd: pytest.CaptureFixture[str]
) -> None:
    ontology = load(to_owl(dataset(), format_))
    assert left_over(ontology) == ()
    assert is_the_same(ontology, whole)
    assert capfd.readouterr() == ("", "")
