"""What the two sides of bulk encoding on Ray (`index.ray_bulk`, `index.ray_driver`) tell each other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from corpus.problems import Problem
from index.encoder import Encoder

EncoderFactory = Callable[[], Encoder]
"""Makes an encoder in another process: it can be pickled, and imported there."""


@dataclass(frozen=True, slots=True)
class RayChoice:
    """Which cluster, and how much of it.

    `address` is `host:port` of the head, `auto` for the cluster that this machine belongs to, or "" for one that is
    started on this machine for the run, with a token of its own. `workers` encode, each on `cpus` cores and, with
    `gpu`, one GPU. After `patience` seconds without a vector the cluster counts as lost.
    """

    address: str = ""
    token: str = field(default="", repr=False)
    workers: int = 2
    cpus: int = 1
    gpu: bool = False
    patience: float = 600.0


@dataclass(frozen=True, slots=True)
class Failed:
    """What the process tells where it did not succeed."""

    problem: Problem
