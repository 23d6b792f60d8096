"""The IRIs that the names in an update stand for, as the engine resolves them."""

from pyoxigraph import NamedNode, RdfFormat, parse


class Names:
    """The base and the prefixes that are declared at a place."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._prefixes: dict[str, str] = {}
        self._found: dict[str, str | None] = {}

    def declare(self, prefix: str, iri: str) -> None:
        """Take a prefix, colon included, or the base, whose prefix is empty; the IRI is as it is written."""
        resolved = self._read(iri, "")
        if resolved is None:
            return
        self._found.clear()
        if prefix:
            self._prefixes[prefix] = resolved
        else:
            self._base = resolved

    def resolve(self, name: str) -> str | None:
        r"""Return the IRI of a prefixed name or of an IRI in angle brackets, None if it stands for none.

        >>> names = Names("https://w3id.org/allegata/")
        >>> names.declare("graph:", "<graph/>")
        >>> names.resolve("graph:actors"), names.resolve("<graph/met\u0061>"), names.resolve("actor:x")
        ('https://w3id.org/allegata/graph/actors', 'https://w3id.org/allegata/graph/meta', None)
        """
        if name not in self._found:
            prefix = "" if name.startswith("<") else name.partition(":")[0] + ":"
            self._found[name] = self._read(name, prefix)
        return self._found[name]

    def _read(self, name: str, prefix: str) -> str | None:
        """Let the engine's Turtle parser read a name, whose escapes and relative IRIs are SPARQL's."""
        declared = f"PREFIX {prefix} <{self._prefixes[prefix]}>" if prefix in self._prefixes else ""
        try:
            (quad,) = parse(f"{declared} <> <> {name} .", RdfFormat.TURTLE, base_iri=self._base)
        except (SyntaxError, ValueError):
            return None
        return quad.object.value if isinstance(quad.object, NamedNode) else None
