"""What a process that reads a file does to bound itself, before it looks at the file."""

from __future__ import annotations

import os
import resource
import signal
import stat
from threading import Thread


def bind(memory: int) -> None:
    """Let this process have so many bytes of address space, leave no core file, and end when its parent does."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if _is_watched():
        Thread(target=_end_with_parent, daemon=True).start()


def _is_watched() -> bool:
    """Tell whether `process.records` started this process: with a pipe to it, and in a group of its own."""
    return stat.S_ISFIFO(os.fstat(0).st_mode) and os.getpgrp() == os.getpid()


def _end_with_parent() -> None:
    """Wait until nobody holds the other end of the pipe; then end this process and all that it started."""
    os.read(0, 1)
    os.killpg(0, signal.SIGKILL)
