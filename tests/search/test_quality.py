"""The search over a whole state of the list: misspelled names find their entries, in time."""

import random
import time
from statistics import quantiles

import pytest

from graph.namespaces import BASE
from graph.search.folding import read_words
from graph.search.index import NameIndex
from graph.search.keeping import make_index
from tests.search.naming import ENTRY, LIST, list_store, listed

pytestmark = pytest.mark.skipif(not LIST.is_file(), reason=f"{LIST.name} is absent")

SEARCHES = 300
LETTERS = "abcdefghijklmnopqrstuvwxyz"
SECONDS = 0.020


@pytest.fixture(scope="module")
def index() -> NameIndex:
    return make_index(list_store(listed()), BASE, is_blank=True)


def misspelled(word: str, chance: random.Random) -> str:
    """Return a word with a letter left out, exchanged with the next, replaced, or added."""
    at = chance.randrange(1, len(word) - 1)
    letter = chance.choice(LETTERS)
    return chance.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + letter + word[at + 1 :],
            word[:at] + letter + word[at:],
        )
    )


def searches() -> list[tuple[str, str]]:
    """Return names on the list with a word misspelled, a long one twice, each with its whole name."""
    chance = random.Random(20260820)  # noqa: S311
    made = []
    for _, name in chance.sample(listed(), 3 * SEARCHES):
        words = list(read_words(name))
        longer = [at for at, word in enumerate(words) if len(word) > 4 and word.isascii() and word.isalpha()]
        if longer:
            at = chance.choice(longer)
            words[at] = misspelled(words[at], chance)
            if len(words[at]) > 8:
                words[at] = misspelled(words[at], chance)
            made.append((" ".join(words), name))
    return made[:SEARCHES]


def test_misspelled_names_find_their_entry_among_the_first_five_in_time(index: NameIndex) -> None:
    hits, seconds = 0, []
    for text, name in searches():
        before = time.process_time()
        found = index.search(text, 20)
        seconds.append(time.process_time() - before)
        hits += read_words(name) in [read_words(hit.name.text) for hit in found[:5]]
    assert hits >= 0.97 * SEARCHES
    assert quantiles(seconds, n=20)[-1] < SECONDS


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("nicolas maduro", "22790"),
        ("madruo moros", "22790"),
        ("cartel of the suns", "55025"),
        ("cartel los soles", "55025"),
        ("sinaloa", "11440"),
        ("tren de aragwa", "49756"),
        ("22790", "22790"),
    ],
)
def test_the_entries_of_the_article_are_found(index: NameIndex, text: str, number: str) -> None:
    assert index.search(text, 5)[0].name.iri == f"{ENTRY}{number}"
