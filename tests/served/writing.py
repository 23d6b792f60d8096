"""A store in memory that answers and is written to, without processes and without a disk."""

from pyoxigraph import Store

from graph.changes import Write, Written
from graph.errors import ChangeError, ConditionError
from graph.mutation import mutate
from graph.namespaces import BASE
from graph.protection import admit
from graph.store import load_store
from server.in_process import InProcessService
from server.service import Answer, Task
from server.writer.program import request_error
from tests.served import read_quads

TOKEN = "the-ministry-said-so"  # noqa: S105 -- guards a store that lasts as long as a test
AUTHORISED = {"Authorization": f"Bearer {TOKEN}"}


class WritableStore:
    """A service and a writer; each write that is made gives another generation."""

    def __init__(self, *, is_blank: bool = True) -> None:
        self.store = Store() if is_blank else load_store(read_quads())
        self.writes: list[Write] = []
        self._is_blank = is_blank

    @property
    def generation(self) -> str:
        return f"edition-{len(self.writes)}"

    def answer(self, task: Task) -> Answer:
        service = InProcessService(self.store, self.generation, BASE, is_blank=self._is_blank)
        return service.answer(task)

    def write(self, write: Write) -> Written:
        try:
            created = self._write(write)
        except ChangeError as error:
            raise request_error(error, write) from error
        self.writes.append(write)
        return Written(self.generation, created)

    def _write(self, write: Write) -> bool:
        if write.if_generation is not None and self.generation not in write.if_generation:
            raise ConditionError("the data have changed", "Read them again.")
        if not self._is_blank:
            admit(write.change, BASE)
        return mutate(self.store, write.change)
