"""What a client needs and isn't there."""

import os
import shutil

import pytest


def find_program(name: str, package: str) -> str:
    """Return the path of a program; without it the test is skipped, but fails in continuous integration."""
    path = shutil.which(name)
    if path is None:
        leave_out(f"{name} (Debian: {package}) is absent")
    return str(path)


def leave_out(reason: str) -> None:
    """Skip the test, but fail in continuous integration, where nothing may be absent."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)
