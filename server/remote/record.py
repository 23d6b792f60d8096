"""What is known of a store on another server, in a file beside the generation's record, for each reader."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from server.federation.addresses import Target
from server.remote.engines import Engine, engine_named

RECORD: Final = "remote.json"
UNREACHABLE: Final = "unreachable"
"""The file that `server.remote.breaker.Breaker` touches."""


@dataclass(frozen=True)
class RemoteRecord:
    """Where queries go, to what kind of server, and what stands there.

    ``default`` is the graph that is the derived default graph, or empty where the server's own is that.
    ``named`` are all other graphs, ``visible`` those whose assertions the default graph shows.
    ``timeout_s`` is how long a query may run.
    """

    address: Target
    engine_name: str
    default: str
    named: tuple[str, ...]
    visible: tuple[str, ...]
    timeout_s: float

    @property
    def engine(self) -> Engine:
        """Return what the kind of server needs."""
        return engine_named(self.engine_name)


def write_record(record: RemoteRecord, folder: Path) -> None:
    """Write the file in a generation's folder."""
    (folder / RECORD).write_text(json.dumps(asdict(record)), "utf-8")


def has_record(folder: Path) -> bool:
    """Tell whether a generation's data stand on another server, not in its folder."""
    return (folder / RECORD).is_file()


def read_record(folder: Path) -> RemoteRecord:
    """Return what a generation's folder says.

    Raises OSError if it says nothing.
    """
    told = json.loads((folder / RECORD).read_bytes())
    named, visible = tuple(told["named"]), tuple(told["visible"])
    return RemoteRecord(**{**told, "address": Target(**told["address"]), "named": named, "visible": visible})
