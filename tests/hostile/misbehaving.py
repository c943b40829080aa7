"""Processes that the file they read took over: each goes past one of its bounds, or says what no reader says."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from pathlib import Path

from corpus.confined import Bounds, confine

MEGABYTE = 1_000_000
BOUNDS = Bounds(memory=600 * MEGABYTE, processor_seconds=2, file_bytes=MEGABYTE)


def main(how: str, folder: str = "") -> None:
    """Does it; what is told on standard output shows how far it came."""
    if how not in {"silence", "noise", "line", "lies", "strangers"}:
        confine(BOUNDS)
    if how == "memory":
        print(len(bytearray(900 * MEGABYTE)))
    elif how == "time":
        while True:
            pass
    elif how == "file":
        Path(folder, "large").write_bytes(bytes(3 * MEGABYTE))
        print("written")
    elif how == "network":
        print(socket.create_connection(("127.0.0.1", 9), 1))
    elif how == "program":
        print(subprocess.run(["/bin/true"], check=True))
    elif how == "silence":
        time.sleep(60)
    elif how == "noise":
        sys.stdout.buffer.write(b"\x80\x04\x95 no line of ours\n" * 10)
    elif how == "line":
        while True:
            sys.stdout.buffer.write(b"x" * MEGABYTE)
    else:
        _tell(how)


def _tell(how: str) -> None:
    draft = {"id": "US1", "country": "US", "title": "x" * 2_000} if how == "lies" else {"title": "x", "sql": "drop"}
    for told in (
        {"source": "a.jsonl", "size": 10},
        {"format": "plain-patents"},
        {"row": 1, "cells": None, "mends": None, "draft": draft},
    ):
        print(json.dumps(told))
