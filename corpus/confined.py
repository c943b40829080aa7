"""A process of its own for a file that nobody has looked at yet: bounded in memory, time and files, with no network.

The one who starts it takes text from it and nothing else, and looks at that as at anything that comes from outside.
"""

from __future__ import annotations

import ctypes
import resource
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import corpus

START: Final = (
    "import importlib, sys; sys.path.insert(0, sys.argv[1]); importlib.import_module(sys.argv[2]).main(*sys.argv[3:])"
)
NEW_USER, NEW_NETWORK = 0x10000000, 0x40000000
"""What Linux calls CLONE_NEWUSER and CLONE_NEWNET."""
FORBIDDEN: Final = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.system")
NOT_LOADED: Final = ("numpy", "pandas")
"""Libraries of tables take these along where they are there: half a second and 100 MB that nothing here needs."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """`memory` is address space in bytes, of which the interpreter and its libraries take about 200 MB; `file_bytes` is
    the largest file that it may write."""

    memory: int
    processor_seconds: int
    file_bytes: int
    open_files: int = 64


def command(module: str, *arguments: str) -> list[str]:
    """What starts the module's `main` in a process that takes nothing from the environment or the folder it is in."""
    return [sys.executable, "-s", "-E", "-P", "-c", START, str(Path(corpus.__file__).parents[1]), module, *arguments]


def environment(folder: str) -> dict[str, str]:
    """All of the environment that such a process gets: where it may put what it unpacks."""
    return {"TMPDIR": folder}


def confine(bounds: Bounds) -> None:
    """Bounds the process that calls it, for good."""
    for each in NOT_LOADED:
        sys.modules[each] = None  # type: ignore[assignment]  # as Python's own way to say that it is not there
    _leave_network()
    sys.addaudithook(_refuse)
    for kind, most in (
        (resource.RLIMIT_AS, bounds.memory),
        (resource.RLIMIT_FSIZE, bounds.file_bytes),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, bounds.open_files),
    ):
        resource.setrlimit(kind, (most, most))
    allow(bounds.processor_seconds)


def allow(seconds: int) -> None:
    """Lets the process take so much processor time, all in all; past it the kernel ends it."""
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, hard))


def _leave_network() -> None:
    """Leaves the network where the kernel lets it; libraries in Python are kept off it in any case (`_refuse`)."""
    library = ctypes.CDLL(None, use_errno=True)
    # With a user space of its own only where it must be: in one, root reads no more than its own files.
    if library.unshare(NEW_NETWORK):
        library.unshare(NEW_USER | NEW_NETWORK)


def _refuse(event: str, _arguments: tuple[object, ...]) -> None:
    if event.startswith(FORBIDDEN):
        raise PermissionError(f"{event} in a process that only reads")
