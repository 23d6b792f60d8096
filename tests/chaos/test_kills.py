import sys
from pathlib import Path

import pytest

from tests.chaos.kills import run

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="processes are found through /proc"),
    pytest.mark.xdist_group("chaos"),
]


def test_every_acknowledged_write_survives_kills_and_no_other_is_there(tmp_path: Path) -> None:
    report = run(writes=30, seed=7, folder=tmp_path)
    assert report.is_good, str(report)
    assert sum(report.trial.kills.values()) >= 3, str(report)
