"""Which model, and how it is run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from index.adapter import Adapter
from index.modelfiles import BUNDLED

Precision = Literal["auto", "float32", "bfloat16", "int8"]


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """`model` is `bundled`, a directory or a hub name; `revision` a commit of the hub.

    `device` is `cpu`, `cuda` or `auto`; `threads` bounds what a process uses (None: the library's own choice). Prompts
    go in front of every text, for example `query: ` and `passage: ` for the E5 family. `adapter` changes the model's
    weights.

    `converted` is where models in a directory are kept in the form in which OpenVINO runs them on a processor; without
    it PyTorch runs them. `int8` needs it.
    """

    model: str = BUNDLED
    revision: str | None = None
    query_prompt: str = ""
    document_prompt: str = ""
    device: str = "cpu"
    precision: Precision = "auto"
    threads: int | None = None
    adapter: Adapter | None = None
    converted: Path | None = None
