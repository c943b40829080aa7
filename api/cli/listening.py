"""The socket that `matcher serve` listens on: taken before anything is loaded, closed without cutting anybody off."""

from __future__ import annotations

import ctypes
import socket
import struct
import sys
from contextlib import suppress
from typing import Final

from corpus.problems import Unavailable

BACKLOG: Final = 512

_SO_ATTACH_FILTER: Final = 26
"""Of Linux, socket(7); Python has no name for it."""
_DROP_SYN: Final = (
    (0x30, 0, 0, 13),  # load the byte of flags of the TCP header
    (0x45, 0, 1, 0x02),  # where it says SYN
    (0x06, 0, 0, 0),  # drop the packet
    (0x06, 0, 0, 0xFFFF_FFFF),  # else pass all of it
)
"""A classic BPF program: rows of code, jump if true, jump if false, operand."""


def bound(host: str, port: int) -> socket.socket:
    """A listening socket, so that its port is known, and a taken one refused, before anything is loaded."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listening = socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        raise Unavailable.because(
            "address_in_use", "port", f"{host}:{port}", cause=error.strerror or str(error)
        ) from error
    # Connections take it from here: else the end of an answer waits until its beginning is acknowledged, 40 ms.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


def begin_no_more(listening: socket.socket) -> None:
    """Connections that are not begun yet wait, and are refused once the socket is closed; begun ones come to their end.

    Closing resets whoever the system let in since the last look, which nobody can look for and close in one step. This
    is for all processes that share the socket, and for good. Without Linux it does nothing.
    """
    if sys.platform != "linux":
        return
    program = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *row) for row in _DROP_SYN))
    # A sandbox may forbid it: then as elsewhere.
    with suppress(OSError):
        listening.setsockopt(
            socket.SOL_SOCKET, _SO_ATTACH_FILTER, struct.pack("HP", len(_DROP_SYN), ctypes.addressof(program))
        )
