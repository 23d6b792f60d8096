"""The rows of SHACL: all shapes on a million triples, and on what a change of them reaches.

    python -m tests.bench.validation FILE

validates a file as a build would and prints as JSON how long that took, and each result.

The data is copies of the article, of which the first has faults: what pyshacl finds in that one alone is to
be found in all of them.
"""

import json
import os
import shutil
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from pyoxigraph import RdfFormat, Store, Triple, parse

from graph.edtf_rule import check_edtf
from graph.layout import Layout, default_root
from graph.namespaces import BASE
from graph.report import Result
from graph.roles import in_default_graph
from graph.shacl.article import article_shapes
from graph.shacl.bulk import validate_in_shares
from graph.shacl.reference import check_shapes
from graph.shacl.source import IndexedSource, StoreSource
from graph.shacl.validation import Shapes, Validation, validate_change
from tests.bench.apart import run_apart
from tests.bench.articles import Articles, read_triples
from tests.bench.bench import Bench, DifferenceError
from tests.bench.figures import Line, Spread, at_most
from tests.bench.progress import counted, tell
from tests.kernel import peak_bytes

NEW_TRIPLES: Final = 3_000
PROCESSES: Final = 2
Key = tuple[str, ...]


def all_shapes(bench: Bench) -> Iterator[Line]:
    """Apply all shapes, each time in a process of its own, and compare with pyshacl on the faulty copy."""
    articles, path = Articles.read(bench.dataset), bench.folder / "articles.nt"
    count = articles.copies(bench.triples)
    tell(f"writing {count} articles")
    with path.open("w", encoding="utf-8") as file:
        file.writelines(f"{each} .\n" for each in (*articles.ontology, *articles.faulty))
        file.writelines(articles.copy(each) for each in range(1, count))
    found = [run_apart("tests.bench.validation", str(path)) for _ in range(bench.rounds)]
    results = _compare(found[0]["results"], [*articles.ontology, *articles.faulty])
    told = f"{results:,} results, as pyshacl's; reading and indexes included; {PROCESSES} processes"
    what = f"all shapes on {found[0]['triples']:,} triples"
    yield Line(what, Spread.of([each["seconds"] for each in found]), "s", at_most(60), told)
    told = "of the first process, with which the others share most"
    yield Line("  memory at most", Spread.of([each["peak"] / 1e9 for each in found]), "GB", None, told)


def change_shapes(bench: Bench) -> Iterator[Line]:
    """Add the first triples of one more article to a store and take them away; validate what that reaches."""
    articles = Articles.read(bench.dataset)
    count = articles.copies(bench.triples)
    store = _load(bench.folder / "articles", articles, count)
    new, shapes = read_triples(articles.copy(count))[:NEW_TRIPLES], _shapes()
    begun, added, removed = Validation(shapes), [], []
    for turn in range(bench.rounds):
        tell(f"changing the store, round {turn + 1}")
        store.extend(in_default_graph(new))
        begin = time.perf_counter()
        after = validate_change(begun, StoreSource(store), new, [])
        added.append(time.perf_counter() - begin)
        for quad in in_default_graph(new):
            store.remove(quad)
        begin = time.perf_counter()
        before = validate_change(after, StoreSource(store), [], new)
        removed.append(time.perf_counter() - begin)
        if before.found:
            raise DifferenceError(f"{len(before.found)} things have results once all is as it was")
    results = _compare(map(key, after.results), [*articles.ontology, *new])
    told = f"{after.looked_at:,} looks at things; {results:,} results, as pyshacl's"
    what = f"shapes after {len(new):,} new triples on {len(store):,}"
    yield Line(what, Spread.of(added), "s", at_most(1), told)
    yield Line("  and after they are taken away again", Spread.of(removed), "s")


def key(result: Result) -> Key:
    """Return all of a result but its message."""
    fields = (result.focus, result.path, result.component, result.shape, result.value, result.severity)
    return tuple(map(str, fields))


def validate_file(path: Path) -> dict[str, object]:
    """Apply all shapes to a file in several processes."""
    tell(f"reading {path.name}")
    shapes, begin = _shapes(), time.perf_counter()
    source = IndexedSource(quad.triple for quad in parse(path=str(path), format=RdfFormat.N_TRIPLES))
    tell("applying shapes")
    results = list(validate_in_shares(shapes, source, PROCESSES, _tell_shapes).results)
    seconds, peak = time.perf_counter() - begin, peak_bytes(os.getpid())
    with path.open(encoding="utf-8") as file:
        triples = sum(1 for _ in file)
    return {"seconds": seconds, "peak": peak, "triples": triples, "results": sorted(set(map(key, results)))}


def _tell_shapes(done: int, count: int) -> None:
    if done % 50 == 0:
        tell(f"{done} of {count} shapes applied")


def _compare(found: Iterable[Sequence[str]], sample: Sequence[Triple]) -> int:
    """Return how many results pyshacl finds in a sample.

    Raises DifferenceError if those found are others.
    """
    tell(f"applying pyshacl to {len(sample):,} triples")
    files = Layout(default_root()).shape_files()
    expected = {key(each) for each in (*check_shapes(sample, files, BASE), *check_edtf(sample))}
    others = expected ^ {tuple(each) for each in found}
    if others:
        raise DifferenceError(f"{len(others)} results of pyshacl or ours alone, such as {min(others)}")
    return len(expected)


def _load(folder: Path, articles: Articles, count: int) -> Store:
    """Return a store on disk, as the server's are, of the ontology and articles without a fault."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    store = Store(str(folder))
    store.bulk_extend(in_default_graph(articles.ontology))
    for number in counted(range(count), count, "articles loaded"):
        store.bulk_load(input=articles.copy(number).encode(), format=RdfFormat.N_TRIPLES)
    store.optimize()
    return store


def _shapes() -> Shapes:
    return article_shapes(Layout(default_root()).shape_files(), BASE)


if __name__ == "__main__":
    print(json.dumps(validate_file(Path(sys.argv[1]))))
