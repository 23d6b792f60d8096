"""Seeds are read byte for byte, or refused with file and cure."""

import pytest

from graph.errors import SourceError
from graph.layout import Layout
from graph.source import KEYS, Source, read_source
from tests.conftest import REPOSITORY, SLUG, edit


def test_read_source_keeps_every_byte(layout: Layout) -> None:
    source = read_source(layout, SLUG)
    assert source.text.encode() == layout.seed_text(SLUG).read_bytes()
    assert source.slug == SLUG


def test_read_source_reads_the_whole_description(layout: Layout) -> None:
    description = read_source(layout, SLUG).description
    assert description is not None
    assert (description.key, description.author, description.day) == ("soles", "Dave DeCamp", "2025-08-19")


def test_read_source_translates_no_line_ends(layout: Layout) -> None:
    text = "said so.\r\nThe memo\rstates\n"
    rewrite(layout, text)
    assert read_source(layout, SLUG).text == text


def test_read_source_keeps_a_byte_order_mark_and_decomposed_letters(layout: Layout) -> None:
    text = "\ufeffNicola\u0301s Maduro\n"
    rewrite(layout, text)
    assert read_source(layout, SLUG).text == text


def test_read_source_refuses_an_altered_text(layout: Layout) -> None:
    edit(layout.seed_text(SLUG), "alleged network", "network")
    with pytest.raises(SourceError, match="SHA-256") as refused:
        read_source(layout, SLUG)
    assert refused.value.place.path == layout.seed_text(SLUG)
    assert "Restore the text" in str(refused.value)


@pytest.mark.parametrize("suffix", ["txt", "toml"])
def test_read_source_names_the_missing_file(layout: Layout, suffix: str) -> None:
    missing = layout.root / "seeds" / f"{SLUG}.{suffix}"
    missing.unlink()
    with pytest.raises(SourceError, match="no such file") as refused:
        read_source(layout, SLUG)
    assert refused.value.place.path == missing


def test_read_source_names_the_byte_that_is_not_utf8(layout: Layout) -> None:
    layout.seed_text(SLUG).write_bytes("doesn\N{RIGHT SINGLE QUOTATION MARK}t".encode("cp1252"))
    with pytest.raises(SourceError, match="byte 5 is 0x92"):
        read_source(layout, SLUG)


@pytest.mark.parametrize("key", KEYS)
def test_read_source_names_the_missing_key(layout: Layout, key: str) -> None:
    toml = layout.seed_toml(SLUG)
    kept = [line for line in toml.read_text().splitlines() if not line.startswith(f"{key} =")]
    toml.write_text("\n".join(kept))
    with pytest.raises(SourceError, match=f"missing or unknown: {key}"):
        read_source(layout, SLUG)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ('outlet = ""', "outlet is ''"),
        ("outlet = 7", "outlet is 7"),
        ("outlet =", "not TOML"),
        ("dat = 1", "dat"),
    ],
    ids=["empty", "a number", "not TOML", "misspelt key"],
)
def test_read_source_refuses_a_faulty_description(layout: Layout, line: str, found: str) -> None:
    edit(layout.seed_toml(SLUG), 'outlet = "Antiwar.com"', line)
    with pytest.raises(SourceError, match=found) as refused:
        read_source(layout, SLUG)
    assert refused.value.place.path == layout.seed_toml(SLUG)


def test_the_first_article_is_the_one_that_was_received() -> None:
    source = read_source(Layout(REPOSITORY), "us-destroyers-venezuela")
    assert len(source.text) == 3747
    assert source.text.rstrip().endswith("This article originally appeared at Antiwar.com.")


def rewrite(layout: Layout, text: str) -> None:
    received = read_source(layout, SLUG).sha256
    layout.seed_text(SLUG).write_bytes(text.encode())
    edit(layout.seed_toml(SLUG), received, Source(text).sha256)
