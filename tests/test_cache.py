import pytest

from server.shell.asgi import body_event, start_event
from server.shell.cache import Cache, Kept, Key
from server.shell.coding import choose_coding, coding_of, encode
from server.shell.conditional import entity_tag, has_one, read_tags


def kept(body: bytes = b"true", generation: str = "first") -> Kept:
    return Kept(start_event(200, []), body_event(body), "", generation, "")


def key(name: str) -> Key:
    return (name.encode(), None)


def make(max_bytes: int = 1 << 20) -> Cache:
    cache = Cache(max_bytes)
    cache.flip("first")
    return cache


def test_what_is_put_is_found_until_the_data_change() -> None:
    cache = make()
    cache.put(key("ASK"), kept())
    assert cache.get(key("ASK")) == kept()
    cache.flip("second")
    assert cache.get(key("ASK")) is None
    assert cache.bytes == 0


def test_an_answer_of_other_data_is_not_kept() -> None:
    cache = make()
    cache.put(key("ASK"), kept(generation="zeroth"))
    assert cache.get(key("ASK")) is None


def test_what_was_not_asked_for_the_longest_goes_first() -> None:
    cache = make(10_000)
    for name in "abc":
        cache.put(key(name), kept(b"x" * 1_000))
    assert cache.get(key("a"))
    cache.put(key("d"), kept(b"x" * 1_000))
    assert [name for name in "abcd" if cache.get(key(name))] == ["a", "c", "d"]
    assert cache.bytes <= 10_000


def test_an_answer_put_twice_counts_once() -> None:
    cache = make()
    cache.put(key("a"), kept())
    size = cache.bytes
    cache.put(key("a"), kept())
    assert cache.bytes == size


@pytest.mark.parametrize(("body_bytes", "max_bytes"), [((1 << 20) + 1, 1 << 30), (1_000, 2_000)])
def test_an_answer_that_is_too_long_is_not_kept(body_bytes: int, max_bytes: int) -> None:
    cache = make(max_bytes)
    cache.put(key("a"), kept(b"x" * body_bytes))
    assert cache.bytes == 0


@pytest.mark.parametrize(
    ("accept", "coding"),
    [
        (None, "identity"), ("", "identity"), ("gzip", "gzip"), ("GZIP;q=0.5", "gzip"),
        ("x-gzip", "gzip"), ("*", "zstd"), ("*, zstd;q=0", "gzip"), ("*;q=0", "identity"),
        ("br", "identity"), ("gzip , ;x", "gzip"), ("gzip;q=0.5, identity", "identity"),
        ("gzip, identity", "gzip"), ("gzip;q=high", "identity"), ("deflate, gzip, br, zstd", "zstd"),
        ("gzip;q=1.0, zstd;q=0.9", "gzip"), ("x," * 300 + "gzip", "gzip"),
    ],
)  # fmt: skip
def test_the_coding_is_what_the_client_wants_most(accept: str | None, coding: str) -> None:
    assert choose_coding(accept) == coding


def test_a_short_body_is_not_worth_coding() -> None:
    assert coding_of(b"x" * 999, "gzip") == "identity"
    assert coding_of(b"x" * 1_000, "gzip") == "gzip"


@pytest.mark.parametrize("coding", ["identity", "gzip", "zstd"])
def test_the_same_body_gives_the_same_bytes(coding: str) -> None:
    assert encode(b"Sinaola " * 500, coding) == encode(b"Sinaola " * 500, coding)


@pytest.mark.parametrize(
    ("header", "tags"),
    [
        ('"a"', ('"a"',)), ('W/"a" , "b,c"', ('"a"', '"b,c"')), ("*", ()), ("a, b", ()), ("", ()), ('"a', ()),
    ],
)  # fmt: skip
def test_tags_are_read(header: str, tags: tuple[str, ...]) -> None:
    assert read_tags(header) == tags


def test_a_client_has_an_answer_if_it_names_its_tag() -> None:
    tag = entity_tag("2f1e", "first", "json", "gzip")
    assert has_one(f'"other", {tag}', [tag])
    assert not has_one('"other"', [tag])
    assert not has_one(None, [tag])
