"""All holders in one table: what is in their worlds, and whom they contradict."""

from collections.abc import Iterable

from graph.report import shorten
from graph.viewpoints.sharing import Comparison, Viewpoint

_HEADER = ("holder", "claims", "so", "not so", "consistent", "contradicts")


def write_table(viewpoints: Iterable[Viewpoint], comparisons: Iterable[Comparison]) -> str:
    """Return a row for each holder; behind whom they contradict, how many contradictions there are."""
    against: dict[str, list[str]] = {}
    for each in comparisons:
        sides = each.one.world.holder, each.other.world.holder
        for one, other in (sides, sides[::-1]) if each.contradictions else ():
            against.setdefault(one, []).append(f"{shorten(other)} ({len(each.contradictions)})")
    rows = [_HEADER, *(_row(each, against.get(each.world.holder, ["-"])) for each in viewpoints)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _row(viewpoint: Viewpoint, against: Iterable[str]) -> tuple[str, ...]:
    world = viewpoint.world
    numbers = (str(len(each)) for each in (world.claims, world.so, world.not_so))
    verdict = "yes" if viewpoint.is_consistent else f"no ({len(viewpoint.contradictions)})"
    return shorten(world.holder), *numbers, verdict, ", ".join(against)
