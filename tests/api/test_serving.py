"""What `matcher serve` does before the first request."""

from __future__ import annotations

import gc
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient

from api.application import create_app
from api.cli.listening import begin_no_more, bound
from api.service import Service
from corpus.problems import Unavailable


def test_connections_send_at_once() -> None:
    with bound("127.0.0.1", 0) as listening, socket.create_connection(listening.getsockname()):
        taken, _ = listening.accept()
        with taken:
            assert taken.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_a_taken_port_is_refused() -> None:
    with bound("127.0.0.1", 0) as listening, pytest.raises(Unavailable, match="address_in_use"):
        bound("127.0.0.1", listening.getsockname()[1])


@pytest.mark.skipif(sys.platform != "linux", reason="a filter of Linux")
@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_a_connection_that_begins_too_late_is_refused_and_not_reset(host: str) -> None:
    try:
        opened = bound(host, 0)
    except Unavailable:
        pytest.skip(f"no {host} here")
    with ThreadPoolExecutor() as pool, opened as listening:
        address = listening.getsockname()[:2]
        with socket.create_connection(address) as early:
            begin_no_more(listening)
            late = pool.submit(socket.create_connection, address, 20)
            with pytest.raises(TimeoutError):
                late.result(0.2)
            listening.settimeout(0)
            taken, came_from = listening.accept()
            assert came_from == early.getsockname()
            taken.close()
            with pytest.raises(BlockingIOError):
                listening.accept()
        listening.close()
        with pytest.raises(ConnectionRefusedError):
            late.result()


def test_garbage_is_collected_again_once_it_serves(service: Service) -> None:
    gc.disable()
    try:
        with TestClient(create_app(service)):
            assert gc.isenabled()
    finally:
        gc.enable()


def test_what_makes_files_is_imported_when_one_is_made() -> None:
    code = """
import sys
import api.application
print(sorted({"docx", "pypdf", "typst", "xlsxwriter"} & set(sys.modules)))
"""
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120)
    assert told.stdout.strip() == "[]"
