"""The start page as a browser shows it; needs Debian's chromium."""

import os
import shutil
import struct
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.app import create_app
from server.config import Config
from tests.served import QUESTION, make_service
from tests.served.live import listening

CHROMIUM = shutil.which("chromium")

pytestmark = pytest.mark.skipif(
    CHROMIUM is None and os.environ.get("CI") != "true",
    reason="chromium is not installed: the browser tests are left out",
)

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
)  # fmt: skip


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with listening(create_app(make_service(), Config(questions=(QUESTION,)))) as address:
        yield address


def browse(profile: Path, *arguments: str) -> str:
    assert CHROMIUM is not None, "chromium is not installed; on Debian: apt-get install chromium"
    command = [CHROMIUM, *FLAGS, f"--user-data-dir={profile}", *arguments]
    run = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    return run.stdout


def image_size(path: Path) -> tuple[int, int]:
    width, height = struct.unpack(">II", path.read_bytes()[16:24])
    return width, height


@pytest.mark.parametrize("width", [1280, 390])
def test_the_start_page_is_drawn(address: str, tmp_path: Path, width: int) -> None:
    picture = tmp_path / "start.png"
    browse(tmp_path / "profile", f"--window-size={width},900", f"--screenshot={picture}", f"{address}/")
    assert image_size(picture) == (width, 900)
    assert picture.stat().st_size > 20_000


def test_the_start_page_has_its_figures_and_questions(address: str, tmp_path: Path) -> None:
    text = browse(tmp_path / "profile", "--dump-dom", f"{address}/")
    assert "<b>2</b> claims" in text
    assert QUESTION.title in text
    assert "<caption>" in text


def test_an_answer_is_a_table_with_an_editor(address: str, tmp_path: Path) -> None:
    query = (
        "SELECT%20%3Fs%20%7B%20%3Fs%20a%20%3Chttps%3A%2F%2Fw3id.org%2Fallegata%2Fontology%23Denial%3E%20%7D"
    )
    text = browse(tmp_path / "profile", "--dump-dom", f"{address}/sparql?query={query}")
    assert ">claim:sheinbaum-evidence</a>" in text
    assert "<textarea" in text
