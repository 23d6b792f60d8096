"""Services whose queries may ask other endpoints, through the relay."""

from collections.abc import AsyncIterator
from contextlib import ExitStack
from dataclasses import replace

from server.federation.admission import Admission
from server.federation.relay import Relay
from server.formats import Kind
from server.service import Answer, Job, Service, Stream, StreamingService, Task


class FederatedService:
    """A service for callers in any thread, each of whose queries is admitted to the relay."""

    def __init__(self, service: Service, relay: Relay) -> None:
        self._service = service
        self._relay = relay

    @property
    def generation(self) -> str:
        """Return the name of the state of the data that is served now."""
        return self._service.generation

    def answer(self, task: Task) -> Answer:
        """Evaluate a query and serialise its answer.

        Raises what `Service.answer` does, RefusedServiceError and EndpointError.
        """
        admission = _admit(task, self._relay)
        if admission is None or not isinstance(task, Job):
            return self._service.answer(task)
        with admission:
            return self._service.answer(replace(task, text=admission.text))


class FederatedStreams:
    """A service on an event loop, each of whose queries is admitted to the relay."""

    def __init__(self, service: StreamingService, relay: Relay) -> None:
        self._service = service
        self._relay = relay

    @property
    def generation(self) -> str:
        """Return the name of the state of the data that is served now."""
        return self._service.generation

    async def stream(self, task: Task) -> Stream:
        """Have a query evaluated, and return when the first part of the answer is there.

        Raises what `StreamingService.stream` does, RefusedServiceError and EndpointError.
        """
        admission = _admit(task, self._relay)
        if admission is None or not isinstance(task, Job):
            return await self._service.stream(task)
        with ExitStack() as stack:
            stack.enter_context(admission)
            stream = await self._service.stream(replace(task, text=admission.text))
            if stream.whole is None:
                stack.pop_all()
                return _AdmittedStream(stream, admission)
        return stream


class _AdmittedStream:
    """A stream that ends its query's admission when it ends."""

    def __init__(self, stream: Stream, admission: Admission) -> None:
        self._stream = stream
        self._admission = admission

    @property
    def kind(self) -> Kind:
        return self._stream.kind

    @property
    def generation(self) -> str:
        return self._stream.generation

    @property
    def whole(self) -> bytes | None:
        return None

    async def parts(self) -> AsyncIterator[bytes]:
        with self._admission:
            async for part in self._stream.parts():
                yield part

    def close(self) -> None:
        self._stream.close()
        self._admission.release()


def _admit(task: Task, relay: Relay) -> Admission | None:
    return relay.admit(task.text) if isinstance(task, Job) else None
