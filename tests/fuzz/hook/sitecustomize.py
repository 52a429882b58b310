"""Writes down what a process of Python, and all of Python that it starts, touches; on the path of a fuzzed run only."""

from __future__ import annotations

import os
import sys

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
#: Events that change what their first or second argument names; and events that leave this process.
_CHANGES = {"os.mkdir": 1, "os.rename": 2, "os.remove": 1, "os.rmdir": 1, "os.link": 2, "os.symlink": 2, "os.chmod": 1}
#: What such an event ends with where a name is not one in a folder that is open already; that one was named.
_NO_FOLDER = -1
_LEAVES = {"subprocess.Popen", "os.system", "os.posix_spawn", "os.exec", "socket.connect", "socket.getaddrinfo"}


def watch(log: str) -> None:
    """Append a line to `log` for each file that is written, and each program or host that is called."""
    handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def note(event: str, arguments: tuple[object, ...]) -> None:
        named: list[object] = []
        if event == "open" and isinstance(arguments[2], int) and arguments[2] & _WRITES:
            named = [arguments[0]]
        elif event in _CHANGES and arguments[-1] == _NO_FOLDER:
            named = list(arguments[: _CHANGES[event]])
        elif event in _LEAVES:
            os.write(handle, f"{event}\t{arguments[0]!r}\n".encode("utf-8", "backslashreplace"))
        for name in named:
            if isinstance(name, str | bytes | os.PathLike):
                path = os.path.abspath(os.fsdecode(name))  # noqa: PTH100 - a symlink is to be named as it is
                os.write(handle, f"write\t{path!r}\n".encode("utf-8", "backslashreplace"))

    sys.addaudithook(note)


if log := os.environ.get("TOUCHED_LOG"):
    watch(log)
