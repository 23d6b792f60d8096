"""The README's commands run, and print what it says they print."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```console\n(.*?)```", README, re.DOTALL)
BIN = Path(sys.executable).parent


def commands() -> list[tuple[str, str]]:
    """Return each command of the README's console blocks with the output printed under it."""
    parts = [part for block in BLOCKS for part in re.split(r"^\$ ", block, flags=re.MULTILINE) if part]
    return [(part.partition("\n")[0], part.partition("\n")[2]) for part in parts]


def run(command: str, environment: dict[str, str]) -> str:
    words = shlex.split(command.replace(".venv/bin/", f"{BIN}/"))
    done = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)  # noqa: S603 the README's own commands
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_readme_names_the_two_commands() -> None:
    assert "make serve" in README
    assert "make test" in README


@pytest.mark.xdist_group("built")
@pytest.mark.parametrize(("command", "expected"), commands(), ids=[c[:60] for c, _ in commands()])
def test_command_prints_what_the_readme_says(command: str, expected: str, served: str) -> None:
    output = run(command.replace("http://127.0.0.1:7878", served), dict(os.environ))
    if expected:
        assert output.strip() == expected.strip()
    elif "anchor" not in command and "query" not in command:
        return
    else:
        assert output.strip()
