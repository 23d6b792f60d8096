from collections.abc import Iterator

import pytest
from pyoxigraph import Triple

from tests.owl import cases
from tests.owl.sources import read_modules


@pytest.fixture(scope="session")
def case_graph() -> list[Triple]:
    return [*read_modules(["allegata.ttl"]), *cases.facts()]


@pytest.fixture(scope="session", autouse=True)
def quick_java() -> Iterator[None]:
    """Have HermiT, which runs for seconds, compiled quickly rather than well."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
        yield
