"""The formats of viewpoints: those that name the graph, so that nobody takes a claim for an assertion."""

from typing import Final

from server.formats import JSON_LD, N_QUADS, TRIG, Format

SUMMARY: Final = Format(("json",), "application/json", "JSON")
"""What is in a world, and what contradicts, for programs."""

FORMATS: Final = (TRIG, N_QUADS, SUMMARY, JSON_LD)
