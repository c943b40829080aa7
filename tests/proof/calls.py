"""A child process followed from one system call to the next: killed at one, or told there that the disk fails.

So every write is met, SQLite's and a library's too, as the kernel sees it. By ptrace(2) at what a seccomp(2) filter
picks out, which costs little between; on Linux on x86-64.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import signal
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import BinaryIO, Final

POSSIBLE: Final = sys.platform == "linux" and platform.machine() == "x86_64"

TRACEME, GO_ON, TO_ITS_END, GETREGS, POKEUSER, SETOPTIONS = 0, 7, 24, 12, 6, 0x4200
ENDS_WITH_US, TELLS_CALLS = 0x100000, 0x80
AT_A_CALL: Final = signal.SIGTRAP | 7 << 8
"""Of a stop, that a filter called for it."""
NO_NEW_PRIVILEGES, SECCOMP, FILTER = 38, 22, 2
LOAD, SAME, RETURN = 0x20, 0x15, 0x06
STOP, LET = 0x7FF00000, 0x7FFF0000
REGISTERS: Final = (
    *("r15", "r14", "r13", "r12", "rbp", "rbx", "r11", "r10", "r9", "r8", "rax", "rcx", "rdx", "rsi", "rdi"),
    *("number", "rip", "cs", "eflags", "rsp", "ss", "fs_base", "gs_base", "ds", "es", "fs", "gs"),
)
ARGUMENTS: Final = ("rdi", "rsi", "rdx", "r10", "r8", "r9")
NO_CALL: Final = ctypes.c_ulong(-1).value
SIZE: Final = 2
"""Which argument of a write is its length."""
LONGEST_PATH: Final = 4_096
HERE: Final = -100
"""The number that stands for the working directory."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A system call: which of its arguments is an open file, or a path and the directory it is relative to."""

    name: str
    file: int | None = None
    path: int | None = None
    directory: int | None = None


KINDS: Final = {
    1: Kind("write", file=0),
    18: Kind("pwrite", file=0),
    74: Kind("fsync", file=0),
    75: Kind("fdatasync", file=0),
    77: Kind("ftruncate", file=0),
    82: Kind("rename", path=1),
    83: Kind("mkdir", path=0),
    84: Kind("rmdir", path=0),
    87: Kind("unlink", path=0),
    90: Kind("chmod", path=0),
    91: Kind("fchmod", file=0),
    257: Kind("open", path=1, directory=0),
    263: Kind("unlink", path=1, directory=0),
    264: Kind("rename", path=3, directory=2),
    285: Kind("fallocate", file=0),
}
"""Those that change what is on the disk: between two of them it stays the same. An `open` does where it creates."""
OPEN, OPEN_FLAGS = 257, 2
WRITES: Final = frozenset({"write", "pwrite"})
SYNCS: Final = frozenset({"fsync", "fdatasync"})
GROWING: Final = WRITES | {"open", "mkdir", "ftruncate", "fallocate"}
"""What needs room on the disk."""
FAULTS: Final = {"I/O error": (errno.EIO, False), "disk full": (errno.ENOSPC, True)}
"""How a disk fails: by what error, and whether it does so from then on wherever room is needed."""


class Registers(ctypes.Structure):
    _fields_ = [(name, ctypes.c_ulonglong) for name in REGISTERS]


@dataclass(frozen=True, slots=True)
class Call:
    """The `number`-th call that changes the folder, from 1; `path` is relative to it, `size` in bytes of a write."""

    number: int
    name: str
    path: str
    size: int = 0


@dataclass(frozen=True, slots=True)
class Strike:
    """What happens at a call: the child is killed before it (or `half` of a write later), or it fails with `error`."""

    error: int = 0
    half: bool = False


KILLED: Final = Strike()
HALF_WRITTEN: Final = Strike(half=True)


@dataclass(frozen=True, slots=True)
class At:
    """Strikes at the call of this number; with `after`, at all later ones that need room on the disk too."""

    number: int
    strike: Strike
    after: bool = False

    def __call__(self, call: Call) -> Strike | None:
        hit = call.number == self.number or (self.after and call.number > self.number and call.name in GROWING)
        return self.strike if hit else None


@dataclass(slots=True)
class Followed:
    """All calls until the child's end, and what its work returned: None where it did not come to that."""

    calls: list[Call] = field(default_factory=list)
    struck: list[Call] = field(default_factory=list)
    said: str | None = None


Work = Callable[[], str]
Striking = Callable[[Call], Strike | None]


def followed(work: Work, folder: Path, striking: Striking = lambda _: None) -> Followed:
    """Runs the work in a fork of this process, which should have no other threads."""
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(out)
        _work(work, into)
    os.close(into)
    try:
        found = _Following(child, folder, striking).to_the_end()
    finally:
        # Where it has not ended by itself, this is the strike.
        if not _is_over(child):
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
    with os.fdopen(out, "rb") as said:
        found.said = said.read().decode() or None
    return found


def _work(work: Work, into: int) -> None:
    """The child's part."""
    try:
        _ptrace(TRACEME, 0)
        os.kill(os.getpid(), signal.SIGSTOP)
        _stop_at(sorted(KINDS))
        said = work()
    except BaseException:  # noqa: BLE001 - whatever it was, the parent is told
        said = traceback.format_exc()
    os.write(into, said.encode()[:60_000])
    os._exit(0)


def _is_over(child: int) -> bool:
    try:
        return os.waitpid(child, os.WNOHANG)[0] == child
    except ChildProcessError:
        return True


class _Instruction(ctypes.Structure):
    _fields_ = (("code", ctypes.c_ushort), ("yes", ctypes.c_ubyte), ("no", ctypes.c_ubyte), ("value", ctypes.c_uint))


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("start", ctypes.POINTER(_Instruction)))


def _stop_at(numbers: list[int]) -> None:
    """From here on, this process stops for its tracer at the system calls of these numbers."""
    compared = [(SAME, len(numbers) - place, 0, number) for place, number in enumerate(numbers)]
    steps = [(LOAD, 0, 0, 0), *compared, (RETURN, 0, 0, LET), (RETURN, 0, 0, STOP)]
    program = (_Instruction * len(steps))(*(_Instruction(*step) for step in steps))
    library = ctypes.CDLL(None, use_errno=True)
    filtering = ctypes.byref(_Program(len(steps), program))
    if library.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0) or library.prctl(SECCOMP, FILTER, filtering):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), "prctl")


def _ptrace(request: int, child: int, place: int = 0, value: int = 0) -> None:
    if _library().ptrace(request, child, place, value) < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), f"ptrace {request}")


@cache
def _library() -> ctypes.CDLL:
    library = ctypes.CDLL(None, use_errno=True)
    library.ptrace.restype = ctypes.c_long
    library.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
    return library


class _Following:
    def __init__(self, child: int, folder: Path, striking: Striking) -> None:
        self._child = child
        self._folder = f"{folder.resolve()}/"
        self._striking = striking
        self._found = Followed()

    def to_the_end(self) -> Followed:
        os.waitpid(self._child, 0)
        _ptrace(SETOPTIONS, self._child, 0, ENDS_WITH_US | TELLS_CALLS)
        with open(f"/proc/{self._child}/mem", "rb", 0) as memory:  # noqa: PTH123 - no file, and unbuffered
            while self._goes_on(GO_ON):
                strike = self._met(memory)
                if strike == HALF_WRITTEN:
                    self._goes_on(TO_ITS_END)
                if strike in {KILLED, HALF_WRITTEN}:
                    break
        return self._found

    def _goes_on(self, request: int) -> bool:
        """Lets the child go to its next call, or to the end of this one; False where it has ended."""
        passed_on = 0
        while True:
            _ptrace(request, self._child, 0, passed_on)
            _, status = os.waitpid(self._child, 0)
            if not os.WIFSTOPPED(status):
                return False
            if status >> 8 == AT_A_CALL or request == TO_ITS_END:
                return True
            passed_on = os.WSTOPSIG(status)

    def _met(self, memory: BinaryIO) -> Strike | None:
        registers = self._registers()
        kind = KINDS.get(registers.number)
        if kind is None:
            return None
        arguments = [getattr(registers, name) for name in ARGUMENTS]
        if registers.number == OPEN and not arguments[OPEN_FLAGS] & (os.O_CREAT | os.O_TRUNC):
            return None
        path = self._path(kind, arguments, memory)
        if not path.startswith(self._folder):
            return None
        size = arguments[SIZE] if kind.name in WRITES else 0
        call = Call(len(self._found.calls) + 1, kind.name, path.removeprefix(self._folder), size)
        self._found.calls.append(call)
        strike = self._striking(call)
        if strike is not None:
            self._found.struck.append(call)
            if strike.half:
                self._put("rdx", size // 2)
            elif strike.error:
                self._put("number", NO_CALL)
                self._put("rax", ctypes.c_ulong(-strike.error).value)
        return strike

    def _registers(self) -> Registers:
        found = Registers()
        _ptrace(GETREGS, self._child, 0, ctypes.addressof(found))
        return found

    def _put(self, register: str, value: int) -> None:
        _ptrace(POKEUSER, self._child, 8 * REGISTERS.index(register), value)

    def _path(self, kind: Kind, arguments: list[int], memory: BinaryIO) -> str:
        if kind.file is not None:
            return self._opened(arguments[kind.file])
        assert kind.path is not None
        named = _text(memory, arguments[kind.path])
        if named.startswith("/") or kind.directory is None:
            return os.path.realpath(os.path.dirname(named)) + "/" + os.path.basename(named)  # noqa: PTH119, PTH120 - of another process
        start = ctypes.c_int(arguments[kind.directory]).value
        return f"{self._opened(start) if start != HERE else str(Path.cwd())}/{named}"

    def _opened(self, number: int) -> str:
        try:
            return str(Path(f"/proc/{self._child}/fd/{ctypes.c_int(number).value}").readlink())
        except OSError:
            return ""


def _text(memory: BinaryIO, address: int) -> str:
    memory.seek(address)
    found = bytearray()
    while b"\0" not in found and len(found) < LONGEST_PATH:
        # To the end of a page at most: the next one may not be there.
        found += memory.read(4_096 - (address + len(found)) % 4_096)
    return os.fsdecode(bytes(found.split(b"\0")[0]))
