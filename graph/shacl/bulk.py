"""All shapes on a large graph, in several processes, telling how far it is."""

import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import NamedTuple

from graph.report import Result
from graph.shacl.evaluation import Outcome, Share, evaluate
from graph.shacl.source import Source
from graph.shacl.validation import Shapes, Validation
from graph.shacl.view import View
from graph.terms import Term

Progress = Callable[[int, int], None]
"""Is told how many shapes are done, and of how many."""

_Numbered = tuple[int, Term, tuple[Result, ...]]


class _Task(NamedTuple):
    """What the processes share: they are forks, so it is not copied."""

    shapes: Shapes
    view: View


_inherited: list[_Task] = []


def validate_in_shares(
    shapes: Shapes, source: Source, processes: int = 1, progress: Progress | None = None
) -> Validation:
    """Apply all shapes to a graph; each process does its share of the focus nodes of each shape.

    Processes are forks: the caller has no other threads, or asks for one process.
    """
    view = View(source)
    if processes == 1:
        return Validation(shapes, dict(_told(shapes, view, Share(), progress)))
    _inherited.append(_Task(shapes, view))
    try:
        context = multiprocessing.get_context("fork")
        with ProcessPoolExecutor(processes - 1, context) as pool:
            begun = [pool.submit(_work, Share(number, processes)) for number in range(1, processes)]
            found = dict(_told(shapes, view, Share(0, processes), progress))
            for each in begun:
                found.update(((shapes.all[number], node), results) for number, node, results in each.result())
    finally:
        _inherited.pop()
    return Validation(shapes, found)


def _work(share: Share) -> list[_Numbered]:
    (task,) = _inherited
    numbers = {shape: number for number, shape in enumerate(task.shapes.all)}
    outcomes = evaluate(task.shapes.all, task.view, share)
    return [(numbers[shape], node, results) for (shape, node), results in outcomes]


def _told(shapes: Shapes, view: View, share: Share, progress: Progress | None) -> Iterator[Outcome]:
    done = 0

    def tell() -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(done, len(shapes.all))

    yield from evaluate(shapes.all, view, share, tell)
