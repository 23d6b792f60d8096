"""What gets into logs: no line that somebody else wrote, no secret."""

import json
import time
from pathlib import Path
from urllib.parse import quote

from tests.clients.conftest import TOKEN
from tests.threats.asking import get, request

FORGED = '"}\n{"status": 200, "forged": true}\r\n\x1b[2J'


def test_no_line_of_the_log_is_written_by_a_client(log: tuple[str, Path]) -> None:
    address, path = log
    for name in ("query", "generation", "format", "timeout", "default-graph-uri"):
        get(address, f"/sparql?query=ASK%7B%7D&{name}={quote(FORGED)}")
    encoded = FORGED.encode("unicode_escape").decode()
    headers = {"User-Agent": encoded, "Authorization": f"Bearer {TOKEN}", "X-Forwarded-For": encoded}
    request(address, "GET", f"/sparql?query={quote('ASK {} #' + FORGED)}", headers=headers)
    request(address, "GET", f"/sparql?query={quote('ASK {}')}&token={TOKEN}", headers=headers)
    time.sleep(1.5)
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert len(lines) >= 7
    assert all(line.keys() == lines[0].keys() for line in lines)
    assert not any("forged" in line for line in lines)
    assert "\x1b" not in path.read_text("utf-8")
    assert TOKEN not in path.read_text("utf-8")
