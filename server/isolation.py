"""A process without a network: what its engine would fetch, it cannot reach."""

import ctypes
import sys
from typing import Final

# linux/sched.h
_CLONE_NEWUSER: Final = 0x1000_0000
_CLONE_NEWNET: Final = 0x4000_0000


def cut_off_network() -> bool:
    """Move this process into a network of its own that has nothing, not even loopback, if the kernel lets it.

    Sockets that are open stay so. It takes about a millisecond, and has to come before any thread is
    started. As root, who needs no new user namespace for it, it keeps the rights to files of others; without
    root, the new namespace gives no rights outside of it. Returns whether the network is cut off: not on
    other systems than Linux, nor where containers or sysctl forbid user namespaces.
    """
    if sys.platform != "linux":
        return False
    library = ctypes.CDLL(None)
    return any(library.unshare(flags) == 0 for flags in (_CLONE_NEWNET, _CLONE_NEWUSER | _CLONE_NEWNET))
