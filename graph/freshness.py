"""Whether a build is still what its inputs would give: hashes only, nothing heavy is imported."""

import hashlib
import json
import platform
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Final

from graph.layout import Layout

DATASET: Final = "dataset.nq"
"""The name of the dataset in the output folder of a build."""

RECORD: Final = "build.json"
"""The name of the record in the output folder of a build."""

PACKAGES: Final = ("edtf", "owlrl", "pyoxigraph", "pyshacl", "rdflib")
"""Another version of any of these may give other triples."""


@dataclass(frozen=True)
class Fingerprint:
    """All that decides what a build gives: base, SHA-256 of each input and module, versions."""

    base: str
    inputs: dict[str, str]
    versions: dict[str, str]

    def record(self, dataset: bytes) -> str:
        """Return the text of the record beside a dataset."""
        table = {
            "base": self.base,
            "dataset": _sha256(dataset),
            "inputs": self.inputs,
            "versions": self.versions,
        }
        return json.dumps(table, indent=2, sort_keys=True) + "\n"


def take_fingerprint(layout: Layout, base: str) -> Fingerprint:
    """Hash every input of a build and every module of this package.

    Raises LayoutError if the ontology is missing or a file of triples has no place.
    """
    code = Path(__file__).resolve().parent
    hashes = _hashes(layout.inputs(), layout.root) | _hashes(code.rglob("*.py"), code.parent)
    versions = {name: version(name) for name in PACKAGES} | {"python": platform.python_version()}
    return Fingerprint(base, hashes, versions)


def is_fresh(fingerprint: Fingerprint, dataset: Path) -> bool:
    """Tell whether the record beside a dataset names this fingerprint and these very bytes."""
    try:
        return (dataset.parent / RECORD).read_text("utf-8") == fingerprint.record(dataset.read_bytes())
    except (OSError, UnicodeDecodeError):
        return False


def _hashes(paths: Iterable[Path], root: Path) -> dict[str, str]:
    return {path.relative_to(root).as_posix(): _sha256(path.read_bytes()) for path in sorted(paths)}


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
