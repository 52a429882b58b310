"""Work done in a copy of this process, which may die at any point of it."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable


def forked(work: Callable[[], object]) -> int:
    """Start the work in a copy of this process; give its id. It ends with 0 where the work does."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        work()
        code = 0
    finally:  # whatever happened, this copy must not go on with the tests
        os._exit(code)


def ended(child: int) -> int:
    """Wait for a forked process; give its exit code, or the negative signal that killed it."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def killed_before(step: int, work: Callable[[], object]) -> bool:
    """Do the work in a process that dies before its file operation number `step`; False where it ends."""
    steps = iter(range(step))
    operations = {"open", "os.mkdir", "os.rename", "os.remove", "os.rmdir"}

    def die(event: str, _: tuple[object, ...]) -> None:
        if event in operations and next(steps, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)

    def deadly() -> None:
        sys.addaudithook(die)
        work()

    return ended(forked(deadly)) == -signal.SIGKILL
