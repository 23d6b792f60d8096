"""The README's commands run, and print what it says they print."""

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

from tests.served.command import read_address, serving

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BIN = Path(sys.executable).parent
ADDRESS = "http://127.0.0.1:7878"


def commands() -> list[tuple[str, str]]:
    """Return each command of the README's console blocks with what it prints; nothing if that isn't shown."""
    blocks = re.findall(r"```console\n(.*?)```", README, re.DOTALL)
    parts = [part for block in blocks for part in re.split(r"^\$ ", block, flags=re.MULTILINE) if part]
    return [(part.partition("\n")[0], part.partition("\n")[2]) for part in parts]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Serve the repository's own dataset, as the second half of `make serve` does, on a free port."""
    subprocess.run([BIN / "allegata", "build"], cwd=ROOT, check=True, timeout=300)
    words = [f"{BIN}/allegata", "serve", "--port", "0"]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout
            yield server.stdout.readline().split()[-1].rstrip("/")
        finally:
            server.terminate()


def test_readme_names_the_two_commands() -> None:
    assert "make serve" in README
    assert "make test" in README


@pytest.mark.xdist_group("built")
@pytest.mark.parametrize(("command", "printed"), commands(), ids=[command for command, _ in commands()])
def test_command_prints_what_the_readme_says(command: str, printed: str, address: str) -> None:
    words = shlex.split(command.replace(".venv/bin/", f"{BIN}/").replace(ADDRESS, address))
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    if printed:
        assert done.stdout == printed


@pytest.mark.xdist_group("built")
@pytest.mark.parametrize("query", re.findall(r"```sparql\n(.*?)```", README, re.DOTALL))
def test_a_query_of_the_readme_has_an_answer(query: str, address: str) -> None:
    asked = f"{address}/sparql?{urlencode({'query': query})}"
    with urlopen(Request(asked, headers={"Accept": "text/csv"})) as answer:  # noqa: S310 (a loopback address)
        assert len(answer.read().splitlines()) > 1


def writes() -> list[str]:
    """Return the README's commands that write over HTTP."""
    blocks = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line.startswith("curl")]


def test_the_readme_shows_how_to_write() -> None:
    assert len(writes()) == 2


@pytest.mark.parametrize("command", writes())
def test_a_write_of_the_readme_is_taken(command: str, tmp_path: Path) -> None:
    (tmp_path / "claims.ttl").write_text("<https://example.org/c> a <https://example.org/Claim> .")
    (tmp_path / "claims.ru").write_text("INSERT DATA { GRAPH <https://example.org/g> { <a:c> a <a:Claim> } }")
    with serving("--empty", "--store", "memory:", environment={"ALLEGATA_TOKEN": "secret"}) as process:
        words = shlex.split(command.replace(ADDRESS, read_address(process).rstrip("/")))
        done = subprocess.run([*words, "--fail", "-sS"], cwd=tmp_path, capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr
