"""The files of an index: one document for each name, in a folder that tantivy reads and writes."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import tantivy

from graph.search.folding import read_words
from graph.search.names import Name
from graph.search.properties import weigh

FORM: Final = 1
"""What an index is like: raise it when another is made of the same names."""

WORDS: Final = "words"
KIND: Final = "kinds"
WORTH: Final = "worth"
_THING: Final = "thing"

_HEAP_BYTES: Final = 32 << 20
_RAW: Final = "raw"
_USUAL_LETTERS: Final = 20


def make_schema() -> tantivy.Schema:
    """Return the fields of a document."""
    fields = tantivy.SchemaBuilder()
    fields.add_text_field(_THING, stored=True, tokenizer_name=_RAW, index_option="basic")
    fields.add_text_field(WORDS, stored=True, tokenizer_name="whitespace", index_option="basic")
    fields.add_float_field(WORTH, fast=True)
    fields.add_text_field(KIND, stored=True, tokenizer_name=_RAW, index_option="basic")
    for name in ("property", "text", "kind"):
        fields.add_text_field(name, stored=True, tokenizer_name=_RAW, index_option="basic")
    return fields.build()


def write_names(folder: Path | None, names: Iterable[Name]) -> tantivy.Index:
    """Make an index of names in an empty folder, or in memory, and return it."""
    index = tantivy.Index(make_schema(), str(folder) if folder else None)
    _change(index, (), names)
    return quiet(index)


def quiet(index: tantivy.Index) -> tantivy.Index:
    """Return an index that no thread looks after: what is in it does not change any more."""
    index.config_reader("manual")
    index.reload()
    return index


def change_names(folder: Path, iris: Iterable[str], names: Iterable[Name]) -> None:
    """Take the names of some things out of the index in a folder, and put others in."""
    _change(tantivy.Index.open(str(folder)), iris, names)


def stored_words(document: tantivy.Document) -> tuple[str, ...]:
    """Return the folded words of the name that a document stands for."""
    return tuple(str(document.get_first(WORDS) or "").split())


def read_name(document: tantivy.Document) -> Name:
    """Return the name that a document stands for."""
    iri, property_, text, kind = (
        str(document.get_first(field) or "") for field in (_THING, "property", "text", "kind")
    )
    return Name(iri, property_, text, kind, frozenset(map(str, document.get_all(KIND))))


def _change(index: tantivy.Index, iris: Iterable[str], names: Iterable[Name]) -> None:
    writer = index.writer(_HEAP_BYTES, num_threads=1)
    for iri in iris:
        writer.delete_documents_by_term(_THING, iri)
    for name in names:
        writer.add_document(_document(name))
    writer.commit()
    writer.wait_merging_threads()


def favour(letters: int) -> float:
    """Return how much the engine favours a name for being short: it finds more than can be compared.

    >>> favour(0), favour(20)
    (1.0, 0.85)
    """
    return 0.7 + 0.3 * _USUAL_LETTERS / (_USUAL_LETTERS + letters)


def _document(name: Name) -> tantivy.Document:
    document = tantivy.Document()
    document.add_text(_THING, name.iri)
    words = read_words(name.text)
    document.add_text(WORDS, " ".join(words))
    document.add_float(WORTH, weigh(name.property, name.kinds) * favour(sum(map(len, words))))
    document.add_text("property", name.property)
    document.add_text("text", name.text)
    document.add_text("kind", name.kind)
    for kind in sorted(name.kinds):
        document.add_text(KIND, kind)
    return document
