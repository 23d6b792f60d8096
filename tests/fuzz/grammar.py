"""Queries and updates by chance, after the grammar of SPARQL: most are well-formed, few make sense."""

from collections.abc import Callable
from random import Random
from typing import Final

PREFIXES: Final = (
    "PREFIX alg: <https://w3id.org/allegata/ontology#> PREFIX actor: <https://w3id.org/allegata/id/actor/> "
)
IRIS: Final = (
    "alg:holder", "alg:stance", "alg:passage", "alg:exact", "alg:start", "alg:Claim", "alg:Allegation", "a",
    "actor:claudia-sheinbaum", "<http://www.w3.org/2000/01/rdf-schema#label>", "<a:b>", "<>", "<#x>",
    "<https://w3id.org/allegata/graph/meta>", "<https://w3id.org/allegata/graph/proposition/heads-cartel>",
)  # fmt: skip
LITERALS: Final = (
    "1", "-2.5", "1e300", "'Maduro'", '"Cártel"@es', "'2025-11-24'^^<http://www.w3.org/2001/XMLSchema#date>",
    "true", "'''a\nb'''", "''", "'\\u00e9\\n'", "0", "1e-400", "99999999999999999999",
    "'x'^^<a:b>",
    '"ع"@ar--rtl',
)  # fmt: skip
ONE: Final = ("STR", "LANG", "DATATYPE", "IRI", "ABS", "CEIL", "STRLEN", "UCASE", "ENCODE_FOR_URI",
              "YEAR", "MD5", "SHA512", "isIRI", "isNUMERIC", "TZ", "SUBJECT", "LANGDIR", "TRIPLE",
              "BNODE")  # fmt: skip
TWO: Final = ("STRSTARTS", "CONTAINS", "STRBEFORE", "STRLANG", "STRDT", "sameTerm", "REGEX", "LANGMATCHES",
              "CONCAT", "COALESCE", "SUBSTR")  # fmt: skip
NONE: Final = ("NOW()", "RAND()", "UUID()", "STRUUID()", "BNODE()")
OPERATORS: Final = ("=", "!=", "<", ">", "<=", ">=", "&&", "||", "+", "-", "*", "/")
AGGREGATES: Final = ("COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT")


class Grammar:
    """What makes texts by chance; ``depth`` is how far patterns and expressions may be nested."""

    def __init__(self, random: Random, depth: int = 4) -> None:
        self._random = random
        self._depth = depth

    def query(self) -> str:
        return PREFIXES + self._one_of(self._select, self._select, self._ask, self._construct, self._describe)

    def update(self) -> str:
        made = [
            self._one_of(self._data, self._modify, self._manage) for _ in range(self._random.randint(1, 3))
        ]
        return PREFIXES + " ; ".join(made)

    def turtle(self) -> str:
        triples = (f"{self._iri()} {self._verb()} {self._term(ground=True)} ." for _ in range(5))
        return "@prefix alg: <a:alg#> . @prefix actor: <a:actor#> . " + " ".join(triples)

    def _select(self) -> str:
        grouped = self._chance(0.2)
        group = f" GROUP BY {self._variable()}" if grouped else ""
        having = f" HAVING ({self._expression(1)})" if grouped and self._chance(0.3) else ""
        what = f"({self._aggregate()} AS ?n)" if grouped else self._projection()
        return (
            f"SELECT {what} {self._dataset()}WHERE {self._group(self._depth)}{group}{having}{self._ending()}"
        )

    def _projection(self) -> str:
        variables = " ".join(sorted({self._variable() for _ in range(3)}))
        bound = f"({self._expression(2)} AS ?made)"
        return self._random.choice(
            ["*", "*", variables, f"DISTINCT {variables}", f"REDUCED {variables}", bound]
        )

    def _ask(self) -> str:
        return f"ASK {self._dataset()}{self._group(self._depth)}"

    def _construct(self) -> str:
        return f"CONSTRUCT {{ {self._triples(2)} }} WHERE {self._group(self._depth)}{self._ending()}"

    def _describe(self) -> str:
        return f"DESCRIBE {self._variable()} {self._iri()} {self._group(2)}"

    def _dataset(self) -> str:
        if not self._chance(0.05):
            return ""
        return f"FROM {self._random.choice(['', 'NAMED '])}<https://w3id.org/allegata/graph/ontology> "

    def _ending(self) -> str:
        order = f" ORDER BY DESC({self._expression(1)})" if self._chance(0.2) else ""
        return order + (f" LIMIT {self._random.randint(0, 30)}" if self._chance(0.6) else "")

    def _group(self, depth: int) -> str:
        parts = [self._triples(self._random.randint(1, 3))]
        for _ in range(self._random.randint(0, 2) if depth else 0):
            parts.append(self._pattern(depth - 1))
        self._random.shuffle(parts)
        return "{ " + " ".join(parts) + " }"

    def _pattern(self, depth: int) -> str:
        inner = self._group(depth)
        return self._random.choice(
            [
                f"OPTIONAL {inner}",
                f"MINUS {inner}",
                f"{inner} UNION {self._group(depth)}",
                f"GRAPH {self._variable()} {inner}",
                f"GRAPH <https://w3id.org/allegata/graph/meta> {inner}",
                f"FILTER ({self._expression(depth)})",
                f"FILTER NOT EXISTS {inner}",
                f"BIND ({self._expression(depth)} AS ?made{self._random.randint(0, 999)})",
                f"VALUES {self._variable()} {{ {self._term(ground=True)} UNDEF {self._term(ground=True)} }}",
                f"{{ SELECT * WHERE {inner} LIMIT 3 }}",
                f"LATERAL {inner}",
                inner,
            ]
        )

    def _triples(self, number: int) -> str:
        return " ".join(f"{self._subject()} {self._path(2)} {self._term()} ." for _ in range(number))

    def _subject(self) -> str:
        return self._random.choice([self._variable(), self._variable(), self._iri(), "[]", "_:b", "( 1 ?s )"])

    def _path(self, depth: int) -> str:
        if not depth or self._chance(0.7):
            return self._random.choice([self._verb(), self._variable()]) if depth == 2 else self._verb()
        inner = self._path(depth - 1)
        return self._random.choice(
            [
                f"({inner})*",
                f"({inner})+",
                f"({inner})?",
                f"^({inner})",
                f"{inner}/{inner}",
                f"({inner}|{inner})",
                "!(a|^a)",
            ]
        )

    def _verb(self) -> str:
        return self._random.choice(IRIS)

    def _iri(self) -> str:
        return self._random.choice([iri for iri in IRIS if iri != "a"])

    def _variable(self) -> str:
        return f"?{self._random.choice('spoxyz')}"

    def _term(self, *, ground: bool = False) -> str:
        simple = [self._iri(), self._random.choice(LITERALS)]
        if ground:
            return self._random.choice(simple)
        return self._random.choice([*simple, self._variable(), self._variable(), "<<( ?s ?p ?o )>>"])

    def _expression(self, depth: int) -> str:
        if depth <= 0:
            return self._random.choice([self._variable(), self._random.choice(LITERALS), "<a:b>"])
        left, right = self._expression(depth - 1), self._expression(depth - 1)
        return self._random.choice(
            [
                f"({left} {self._random.choice(OPERATORS)} {right})",
                f"{self._random.choice(ONE)}({left})",
                f"{self._random.choice(TWO)}({left}, {right})",
                self._random.choice(NONE),
                f"!({left})",
                f"-({left})",
                f"IF({left}, {right}, {left})",
                f"({left} IN ({right}, {left}))",
                f"EXISTS {self._group(0)}",
                f"BOUND({self._variable()})",
                f"<http://www.w3.org/2001/XMLSchema#integer>({left})",
                f"<a:unknown>({left})" if self._chance(0.05) else left,
            ]
        )

    def _aggregate(self) -> str:
        name = self._random.choice(AGGREGATES)
        return "COUNT(*)" if self._chance(0.3) else f"{name}(DISTINCT {self._variable()})"

    def _data(self) -> str:
        triples = " ".join(f"{self._iri()} {self._verb()} {self._term(ground=True)} ." for _ in range(3))
        inner = f"GRAPH {self._iri()} {{ {triples} }}" if self._chance(0.5) else triples
        return f"{self._random.choice(['INSERT', 'INSERT', 'DELETE'])} DATA {{ {inner} }}"

    def _modify(self) -> str:
        return f"DELETE {{ {self._triples(1)} }} INSERT {{ {self._triples(1)} }} WHERE {self._group(1)}"

    def _manage(self) -> str:
        verb = self._random.choice(["CLEAR", "DROP", "CREATE", "LOAD"])
        target = self._random.choice(["DEFAULT", "NAMED", "ALL", f"GRAPH {self._iri()}", "<a:b>"])
        return f"{verb} {self._random.choice(['', 'SILENT '])}{target}"

    def _one_of(self, *makers: Callable[[], str]) -> str:
        return self._random.choice(makers)()

    def _chance(self, probability: float) -> bool:
        return self._random.random() < probability
