"""What passes between the server and the process that forks readers."""

import struct
from typing import Final

OFFLINE: Final = "offline"
"""The argument of readers that need no network."""

ORDER: Final = struct.Struct(">I")
"""The length of a folder's name, which follows; the socket of the reader comes with it."""

NOTICE: Final = struct.Struct(">cqi")
"""A mark, the id of a process, and its exit code if it has one."""

STARTED: Final = b"S"
ENDED: Final = b"E"
