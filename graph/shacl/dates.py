"""The EDTF rule as a shape, so that a change reaches it as it reaches the others."""

from functools import cache, lru_cache
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from graph.edtf_rule import check_edtf
from graph.namespaces import ALG
from graph.shacl.constraints import ValueConstraint
from graph.shacl.paths import Step
from graph.shacl.shapes import Shape, Targets, Telling
from graph.terms import Term

_EDTF: Final = NamedNode(ALG + "edtf")


@cache
def edtf_shape() -> Shape:
    """Return the one shape of whatever has ``alg:edtf``."""
    (fault,) = check_edtf([_dated(Literal(""))])
    return Shape(
        told=Telling(fault.shape, fault.path, fault.severity, fault.message),
        path=Step(_EDTF),
        targets=Targets(subjects_of=(_EDTF,)),
        constraints=(ValueConstraint(None, _is_edtf),),
    )


@lru_cache(maxsize=10_000)  # the grammar takes its time, and days recur
def _is_edtf(value: Term) -> bool:
    return not any(check_edtf([_dated(value)]))


def _dated(value: Term) -> Triple:
    return Triple(_EDTF, _EDTF, value)
