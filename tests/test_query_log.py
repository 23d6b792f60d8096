import asyncio
import json
from pathlib import Path

import pytest

from server.shell.outcome import Outcome
from server.shell.query_log import QueryLog

OUTCOME = Outcome(200, "answered", 0.0025, 26, "819ea91ed5f12b38", "2f6ce3d769dc3ea5", "7672c7896e45")


def write(log: QueryLog, outcomes: int, *, flush_each: bool = False) -> None:
    async def note() -> None:
        for _ in range(outcomes):
            log(OUTCOME)
            if flush_each:
                log.flush()
        log.close()

    asyncio.run(note())


def test_each_query_is_an_object_on_a_line(tmp_path: Path) -> None:
    write(QueryLog(tmp_path / "queries.jsonl", 1_000_000, 1), 2)
    lines = [json.loads(line) for line in (tmp_path / "queries.jsonl").read_text().splitlines()]
    assert [line.pop("id") for line in lines] == [1, 2]
    assert lines[0].pop("time").endswith("+00:00")
    assert lines[0] == {
        "query": "819ea91ed5f12b38", "ms": 2.5, "bytes": 26, "status": 200, "outcome": "answered",
        "client": "2f6ce3d769dc3ea5", "generation": "7672c7896e45",
    }  # fmt: skip


def test_a_long_file_is_put_aside(tmp_path: Path) -> None:
    write(QueryLog(tmp_path / "queries.jsonl", 300, 2), 10, flush_each=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "queries.jsonl", "queries.jsonl.1", "queries.jsonl.2",
    ]  # fmt: skip
    numbers = [
        [json.loads(line)["id"] for line in (tmp_path / f"queries.jsonl{end}").read_text().splitlines()]
        for end in (".2", ".1", "")
    ]
    assert [number for file in numbers for number in file] == list(range(11 - sum(map(len, numbers)), 11))
    assert all(len(file) == 2 for file in numbers[:2])


def test_no_file_is_put_aside_where_none_is_to_be_kept(tmp_path: Path) -> None:
    write(QueryLog(tmp_path / "queries.jsonl", 300, 0), 10, flush_each=True)
    assert [path.name for path in tmp_path.iterdir()] == ["queries.jsonl"]


def test_what_is_written_is_on_disk_a_second_later(tmp_path: Path) -> None:
    path = tmp_path / "queries.jsonl"

    async def note() -> int:
        log = QueryLog(path, 1_000_000, 1)
        log(OUTCOME)
        log(OUTCOME)
        before = path.stat().st_size
        await asyncio.sleep(1.2)
        assert len(path.read_text().splitlines()) == 2
        log.close()
        return before

    assert asyncio.run(note()) == 0


def test_a_log_is_continued(tmp_path: Path) -> None:
    for _ in range(2):
        write(QueryLog(tmp_path / "queries.jsonl", 1_000_000, 1), 1)
    assert len((tmp_path / "queries.jsonl").read_text().splitlines()) == 2


def test_a_log_that_cannot_be_opened_is_said_once_and_queries_go_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(QueryLog(tmp_path / "none" / "queries.jsonl", 1_000, 1), 3)
    assert capsys.readouterr().err.count("queries are no longer logged") == 1


def test_a_log_on_a_full_disk_is_said_once_and_queries_go_on(capsys: pytest.CaptureFixture[str]) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full")
    write(QueryLog(Path("/dev/full"), 1_000, 1), 3, flush_each=True)
    assert capsys.readouterr().err.count("queries are no longer logged") == 1
