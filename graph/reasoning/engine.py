"""The engines by their names."""

from importlib.util import find_spec
from typing import Final

from graph.errors import RequestError
from graph.reasoning.outcome import Engine

ENGINES: Final = ("sparq", "rules", "owlrl")
"""The names of the engines; the first that is installed is the default."""


def engine(name: str = "") -> Engine:
    """Return an engine by its name; without one, the default.

    Raises RequestError if there is none of that name, or it is not installed.
    """
    # Each takes time to import that only its users should spend.
    name = name or default_name()
    if name == "rules":
        from graph.reasoning.by_rules import RulesEngine

        return RulesEngine()
    if name == "owlrl":
        from graph.reasoning.by_owlrl import OwlrlEngine

        return OwlrlEngine()
    if name == "sparq" and find_spec("sparq"):
        from graph.reasoning.by_sparq import SparqEngine

        return SparqEngine()
    raise RequestError(f"no engine {name}", f"Choose one of {', '.join(ENGINES)}; sparq is sparq-rdf.")


def default_name() -> str:
    """Return the name of the fastest engine that is installed."""
    return "sparq" if find_spec("sparq") else "rules"
