"""What a measurement needs and isn't installed: its rows are left out by name."""

import shutil


class AbsentError(Exception):
    """A server or a tool is not installed; the message says how to."""


def find_program(name: str, package: str) -> str:
    """Return the path of a program of Debian.

    Raises AbsentError if it is not installed.
    """
    path = shutil.which(name)
    if path is None:
        raise AbsentError(f"{name} is absent (Debian: apt-get install {package})")
    return path
