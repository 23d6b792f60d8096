"""HermiT in process, through the OWL API: it does no more than is asked."""

from collections.abc import Iterable
from typing import Final

import jpype
from pyoxigraph import NamedNode, Triple

from graph.namespaces import ALG, OWL, RDF
from tests.owl.owl_api import java, load
from tests.owl.realisation import Realisation, read_realisation
from tests.owl.sources import as_one_ontology

_TYPE: Final = RDF + "type"
_POLARITIES: Final = (f"{ALG}negative", f"{ALG}open", f"{ALG}positive")


class Tableau:
    """An ontology, and what HermiT finds of it. Each question but the first needs it to be consistent."""

    def __init__(self, ontology: "jpype.JObject") -> None:
        self._ontology = ontology
        self._factory = ontology.getOWLOntologyManager().getOWLDataFactory()
        configuration = java("org.semanticweb.HermiT.Configuration")()
        self._reasoner = java("org.semanticweb.HermiT.Reasoner")(configuration, ontology)

    def is_consistent(self) -> bool:
        """Tell whether everything can hold together."""
        return bool(self._reasoner.isConsistent())

    def unsatisfiable(self) -> frozenset[str]:
        """Return the classes that can have no member, but for owl:Nothing."""
        return _iris(self._reasoner.getUnsatisfiableClasses().getEntitiesMinusBottom())

    def subclasses(self) -> frozenset[tuple[str, str]]:
        """Return which class with a name is below which other one, owl:Thing and owl:Nothing aside."""
        classes = self._ontology.getClassesInSignature()
        below = {
            each.toStringID(): self._reasoner.getSubClasses(each, False).getFlattened() for each in classes
        }
        aside = {f"{OWL}Nothing", f"{OWL}Thing"}
        return frozenset(
            (lower, upper) for upper in below.keys() - aside for lower in _iris(below[upper]) - aside
        )

    def types(self) -> frozenset[tuple[str, str]]:
        """Return which individual is a member of which class, both with names, as (class, individual)."""
        classes = [str(each.toStringID()) for each in self._ontology.getClassesInSignature()]
        return frozenset((class_, individual) for class_ in classes for individual in self.members(class_))

    def members(self, class_: str) -> frozenset[str]:
        """Return the members of a class."""
        named = self._factory.getOWLClass(_iri(class_))
        return _iris(self._reasoner.getInstances(named, False).getFlattened())

    def entails(self, triple: Triple) -> bool:
        """Tell whether a triple about named terms follows."""
        return bool(self._reasoner.isEntailed(self._axiom(triple)))

    def _axiom(self, triple: Triple) -> "jpype.JObject":
        factory = self._factory
        assert isinstance(triple.subject, NamedNode)
        assert isinstance(triple.object, NamedNode)
        subject, object_ = _iri(triple.subject.value), _iri(triple.object.value)
        ends = factory.getOWLNamedIndividual(subject), factory.getOWLNamedIndividual(object_)
        classes = factory.getOWLClass(subject), factory.getOWLClass(object_)
        properties = factory.getOWLObjectProperty(subject), factory.getOWLObjectProperty(object_)
        match triple.predicate.value.rsplit("#", 1)[-1]:
            case "type":
                return factory.getOWLClassAssertionAxiom(classes[1], ends[0])
            case "subClassOf":
                return factory.getOWLSubClassOfAxiom(*classes)
            case "subPropertyOf":
                return factory.getOWLSubObjectPropertyOfAxiom(*properties)
            case "sameAs":
                return factory.getOWLSameIndividualAxiom(*ends)
        property_ = factory.getOWLObjectProperty(_iri(triple.predicate.value))
        return factory.getOWLObjectPropertyAssertionAxiom(property_, *ends)


def open_tableau(triples: Iterable[Triple]) -> Tableau:
    """Have HermiT look at triples as one ontology."""
    return Tableau(load(as_one_ontology(triples)))


def realise(triples: Iterable[Triple]) -> Realisation:
    """Find the members of the defined classes and the values of the derived properties."""
    return read_realisation(types_and_values(load(as_one_ontology(triples))))


def subclasses_and_ends(ontology: "jpype.JObject") -> frozenset[tuple[str, str, str]]:
    """Return the superclasses of each class, and of all that has an object property or is a value of one.

    As (class or property, ``subClassOf``, ``domain`` or ``range``, class). The ends of a property are made
    classes with names, which stay in the ontology: one classification finds what is above them all.
    """
    manager = ontology.getOWLOntologyManager()
    factory = manager.getOWLDataFactory()
    named: dict[str, tuple[str, str]] = {}
    for property_ in list(ontology.getObjectPropertiesInSignature()):
        ends = {"domain": property_, "range": factory.getOWLObjectInverseOf(property_)}
        for end, expression in ends.items():
            iri = f"urn:{end}:{len(named)}"
            named[iri] = (str(property_.toStringID()), end)
            some = factory.getOWLObjectSomeValuesFrom(expression, factory.getOWLThing())
            manager.addAxiom(ontology, factory.getOWLSubClassOfAxiom(factory.getOWLClass(_iri(iri)), some))
    found = Tableau(ontology).subclasses()
    return frozenset((*named.get(low, (low, "subClassOf")), high) for low, high in found if high not in named)


def types_and_values(ontology: "jpype.JObject") -> list[Triple]:
    """Return the types of all individuals, and what claims contradict and their polarity.

    Each value is asked for as membership of a class of all that have it, which takes HermiT a tenth of the
    time that it takes over values.
    """
    claims = Tableau(ontology).members(f"{ALG}Claim")
    asked = [(f"{ALG}contradicts", claim) for claim in sorted(claims)]
    asked += [(f"{ALG}polarity", value) for value in _POLARITIES]
    probes = {f"urn:probe:{number}": value for number, value in enumerate(asked)}
    manager, axioms = ontology.getOWLOntologyManager(), java("java.util.HashSet")()
    for probe, (name, value) in probes.items():
        axioms.add(_has_value(manager.getOWLDataFactory(), name, value, probe))
    manager.addAxioms(ontology, axioms)
    found = Tableau(ontology).types()
    manager.removeAxioms(ontology, axioms)
    return [_triple(individual, *probes.get(class_, (_TYPE, class_))) for class_, individual in found]


def _has_value(factory: "jpype.JObject", name: str, value: str, class_: str) -> "jpype.JObject":
    """Return the axiom that all that has a value is in a class."""
    has = factory.getOWLObjectHasValue(
        factory.getOWLObjectProperty(_iri(name)), factory.getOWLNamedIndividual(_iri(value))
    )
    return factory.getOWLSubClassOfAxiom(has, factory.getOWLClass(_iri(class_)))


def _triple(subject: str, predicate: str, object_: str) -> Triple:
    return Triple(NamedNode(subject), NamedNode(predicate), NamedNode(object_))


def _iri(iri: str) -> "jpype.JObject":
    return java("org.semanticweb.owlapi.model.IRI").create(iri)


def _iris(entities: Iterable["jpype.JObject"]) -> frozenset[str]:
    return frozenset(str(entity.toStringID()) for entity in entities)
