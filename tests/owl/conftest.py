from collections.abc import Iterator

import jpype
import pytest
from pyoxigraph import Triple

from graph.exporters.owl import to_owl
from tests.owl import cases
from tests.owl.owl_api import load
from tests.owl.sources import dataset, has_articles, read_modules


@pytest.fixture(scope="session")
def case_graph() -> list[Triple]:
    return [*read_modules(["allegata.ttl"]), *cases.facts()]


@pytest.fixture(scope="session")
def whole() -> "jpype.JObject":
    """The ontology and all that is asserted of all articles, as the OWL API reads the export."""
    if not has_articles():
        pytest.skip("graph/articles/ holds no article yet")
    return load(to_owl(dataset(), "functional"))


@pytest.fixture(scope="session", autouse=True)
def quick_java() -> Iterator[None]:
    """Have HermiT, which runs for seconds, compiled quickly rather than well."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
        yield
