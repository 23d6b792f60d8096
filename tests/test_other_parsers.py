"""Others read the same from the files that are kept by hand; rdflib is compared in test_dataset."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import RdfFormat, parse, serialize
from rdflib.compare import isomorphic

from graph.layout import Layout, default_root

FILES = sorted(default_root().glob("ontology/*.ttl")) + sorted(default_root().glob("graph/**/*.ttl"))
SHARED = Path(os.environ.get("ALLEGATA_SHARED", default_root().parent / "shared"))


def oxigraph(path: Path) -> rdflib.Graph:
    triples = serialize(parse(path=path, format=RdfFormat.TURTLE), format=RdfFormat.N_TRIPLES)
    return rdflib.Graph().parse(data=triples or b"", format="nt")


@pytest.mark.skipif(
    not shutil.which("rapper") and not os.environ.get("CI"), reason="rapper (Debian: raptor2-utils) is absent"
)
@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
@pytest.mark.no_cover  # rdflib works, and takes twice as long while coverage is measured
def test_rapper_reads_the_triples_that_pyoxigraph_reads(path: Path) -> None:
    words = ["rapper", "-q", "-i", "turtle", "-o", "ntriples", str(path)]
    done = subprocess.run(words, capture_output=True, timeout=60, check=True)
    assert isomorphic(rdflib.Graph().parse(data=done.stdout, format="nt"), oxigraph(path))


@pytest.mark.skipif(not SHARED.is_dir(), reason="the folder of original inputs is absent")
def test_the_first_seed_is_the_article_as_received_byte_for_byte() -> None:
    name = "us-destroyers-venezuela.txt"
    kept = Layout(default_root()).seed_text(name.removesuffix(".txt"))
    assert kept.read_bytes() == (SHARED / "seeds" / name).read_bytes()
