"""Explanations and viewpoints are kept as long as the data stay, and no longer."""

import pytest

from server.formats import JSON, Kind
from server.kept import KeepingService
from server.service import Answer, Job, Outlook, Task, Why

WHY = Why(("claim:one", "alg:contradicts", "claim:two"), "text/turtle", client="press")


class Newsroom:
    """A service that answers everything with a number of bytes, and counts how often it is asked."""

    def __init__(self, size: int = 10) -> None:
        self.generation = "first-edition"
        self.asked: list[Task] = []
        self._size = size

    def answer(self, task: Task) -> Answer:
        self.asked.append(task)
        return Answer(Kind.GRAPH, b"." * self._size, self.generation)


def test_an_answer_is_kept_for_everybody() -> None:
    newsroom = Newsroom()
    keeping = KeepingService(newsroom)
    first = keeping.answer(WHY)
    assert keeping.answer(Why(WHY.terms, WHY.media_type, client="ministry")) is first
    assert newsroom.asked == [WHY]


def test_other_questions_have_other_answers() -> None:
    newsroom = Newsroom()
    keeping = KeepingService(newsroom)
    others = [Why(WHY.terms, WHY.media_type, takes_all=True), Why(WHY.terms, "text/plain")]
    worlds = [Outlook(("odni",), "application/trig"), Outlook(("odni",), "application/trig", ("possible",))]
    asked: list[Task] = [WHY, *others, *worlds]
    for task in asked:
        keeping.answer(task)
    assert newsroom.asked == asked


def test_another_generation_is_asked_anew() -> None:
    newsroom = Newsroom()
    keeping = KeepingService(newsroom)
    keeping.answer(WHY)
    newsroom.generation = "second-edition"
    assert keeping.generation == "second-edition"
    assert [keeping.answer(WHY).generation for _ in range(2)] == ["second-edition"] * 2
    assert len(newsroom.asked) == 2


def test_queries_and_what_is_asked_of_an_old_generation_are_not_kept() -> None:
    newsroom = Newsroom()
    keeping = KeepingService(newsroom)
    job = Job("ASK {}", {Kind.BOOLEAN: JSON.media_type})
    old = Why(WHY.terms, WHY.media_type, generation="first-edition")
    asked: list[Task] = [job, job, old, old]
    for task in asked:
        keeping.answer(task)
    assert newsroom.asked == asked


def test_what_was_used_longest_ago_is_dropped_where_there_is_no_room() -> None:
    newsroom = Newsroom(size=100_000)
    keeping = KeepingService(newsroom, max_bytes=1_000_000)
    tasks = [Why((f"claim:{number}", "a", "alg:Claim"), "text/plain") for number in range(9)]
    for task in (*tasks, tasks[0], WHY, tasks[0], tasks[1]):
        keeping.answer(task)
    assert newsroom.asked == [*tasks, WHY, tasks[1]]


@pytest.mark.parametrize(
    ("size", "term"), [(125_000, "claim:one"), (10, f'"{"a" * 32_000}"')], ids=["answer", "question"]
)
def test_what_is_too_long_is_not_kept(size: int, term: str) -> None:
    newsroom = Newsroom(size)
    keeping = KeepingService(newsroom, max_bytes=1_000_000)
    long = Why(("claim:one", "rdfs:label", term), "text/plain")
    assert keeping.answer(long).body == keeping.answer(long).body
    assert newsroom.asked == [long, long]
