"""What memory this process takes, by the system: what it has for itself and what it has mapped."""

from __future__ import annotations

from pathlib import Path


def resident() -> float:
    """At this moment, in MiB."""
    return _told("VmRSS")


def peak() -> float:
    """The most so far, in MiB. `getrusage` would count what the process that started this one had at that moment."""
    return _told("VmHWM")


def _told(name: str) -> float:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(name):
            return int(line.split()[1]) / 1024
    raise RuntimeError("the system tells no resident size")
