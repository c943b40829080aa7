"""The socket that `matcher serve` listens on."""

from __future__ import annotations

import socket

import pytest

from api.cli.serving import bound
from corpus.problems import Unavailable


def test_connections_send_at_once() -> None:
    with bound("127.0.0.1", 0) as listening, socket.create_connection(listening.getsockname()):
        taken, _ = listening.accept()
        with taken:
            assert taken.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_a_taken_port_is_refused() -> None:
    with bound("127.0.0.1", 0) as listening, pytest.raises(Unavailable, match="address_in_use"):
        bound("127.0.0.1", listening.getsockname()[1])
