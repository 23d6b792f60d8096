"""The formats of what a search finds: data for programs, and a page."""

from typing import Final

from server.formats import HTML, Format

DATA: Final = Format(("json",), "application/json", "JSON")
"""What is found, each with its score and why."""

OFFERED: Final = (DATA, HTML)
