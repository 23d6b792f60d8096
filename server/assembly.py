"""The parts of a server, put together: the readers, the writer, the relay, and the front before them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

import ontology
from graph.base import rebase_text
from graph.competency import read_competency
from graph.generations import Generation
from graph.layout import default_root
from server.config import Config
from server.federation.relay import Relay
from server.opening import Opened
from server.readers.pool import Pool
from server.settings import Settings
from server.writer.process import OnFlip, SharedWriter, WriterProcess

if TYPE_CHECKING:
    from server.front import Front


@asynccontextmanager
async def assemble(opened: Opened, settings: Settings) -> AsyncIterator[tuple["Front", asyncio.Task[None]]]:
    """Start everything, yield the front when queries can be answered, and end everything.

    The writer may start later, and writes wait for it. The task that is yielded beside the front goes on
    as long as this context does, and raises ServeError if the writer does not start.

    Raises ServeError if the readers do not start.
    """
    generation = opened.lease.generation
    async with AsyncExitStack() as stack:
        may_fetch = bool(settings.config.service_allowed or opened.followed)
        limits = replace(settings.limits, may_fetch=may_fetch)
        pool = Pool(generation, limits)
        stack.push_async_callback(pool.close)
        starting = asyncio.create_task(pool.start())
        on_flip: list[OnFlip] = []
        writer = _make_writer(opened, settings, on_flip)
        relay = await _relay(stack, settings.config)
        loop = asyncio.get_running_loop()
        # What takes the requests is loaded while the readers start.
        front = await asyncio.to_thread(_make_front, pool, loop, generation, settings, writer, relay)
        on_flip.append(front.flip)
        stack.callback(front.close)
        await starting
        if writer is not None:
            stack.push_async_callback(writer.close)
        minding = asyncio.create_task(
            opened.followed.follow(front.flip) if opened.followed else _mind(writer)
        )
        stack.callback(minding.cancel)
        yield front, minding


def _make_writer(opened: Opened, settings: Settings, on_flip: list[OnFlip]) -> WriterProcess | None:
    if opened.claim is None:
        return None
    return WriterProcess(opened.folder, opened.claim, default_root(), settings.limits, on_flip)


async def _relay(stack: AsyncExitStack, config: Config) -> Relay | None:
    return await stack.enter_async_context(Relay(config)) if config.service_allowed else None


def _make_front(
    pool: Pool,
    loop: asyncio.AbstractEventLoop,
    generation: Generation,
    settings: Settings,
    writer: WriterProcess | None,
    relay: Relay | None,
) -> "Front":
    from server.front import Front

    config = make_config(generation, settings.config)
    shared = SharedWriter(writer, loop) if writer else None
    return Front(pool, loop, generation, config, settings, shared, relay)


async def _mind(writer: WriterProcess | None) -> None:
    if writer is not None:
        await writer.start()
    await asyncio.Event().wait()


def make_config(generation: Generation, config: Config) -> Config:
    """Return the settings of a server over a store, with the installed questions under the data's base."""
    asked = () if generation.blank else read_competency(Path(ontology.__file__).parent / "competency")
    base = generation.base
    return replace(
        config,
        base=base,
        version=_version(),
        store_id=generation.store_id,
        is_blank=generation.blank,
        questions=tuple(replace(question, text=rebase_text(question.text, base)) for question in asked),
    )


def _version() -> str:
    try:
        return version("allegata")
    except PackageNotFoundError:
        return Config.version
