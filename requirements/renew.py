"""Writes the lock: every package of every layer at one version, with the hashes of all its files.

`make lock` keeps the versions that the files name and adds what `pyproject.toml` newly asks for;
`make lock UPGRADE=--upgrade` takes the newest versions that it allows.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import tempfile
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent
PROJECT: Final = FOLDER.parent / "pyproject.toml"
BLOCK = re.compile(r"^([A-Za-z0-9][\w.-]*)==([^ ;\\\n]+)", re.MULTILINE)

LAYERS: Final = {
    # layer: (its extras, the layers below it, whose packages it does not name again)
    "service": (("postgresql",), ()),
    "milvus": (("milvus",), ("service",)),
    "dev": (("dev",), ("service",)),
    "engines": (("engines",), ("service", "milvus", "dev")),
    "bench": (("bench",), ("service",)),
}
TORCH = re.compile(r"torch|triton|(nvidia|cuda)-.*")
"""In a layer of its own: torch for Linux from PyPI asks for gigabytes that the build for CPUs does not need."""
ON_CPUS: Final = {
    # Offered by the index of torch for CPUs, not by PyPI: cp311-manylinux_2_28_x86_64.
    "2.13.0": "6746dbcbeb526eb61330b76b41ff1b4eb848951103a892eeb080dfa2b264667b",
}
"""Hashes of the build for CPUs, by the version of torch; for another Python or machine add its own."""
BUILD: Final = "setuptools"
"""Installed before all others: with it the project is built, and what comes as source only."""
HEAD: Final = "# Written by `make lock` from pyproject.toml: not by hand.\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--uv", default="uv", help="the program that resolves")
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        kept, whole = Path(folder, "kept.txt"), Path(folder, "whole.txt")
        kept.write_text("" if given.upgrade else "\n".join(sorted(locked())), encoding="utf-8")
        every = [extra for extras, _ in LAYERS.values() for extra in extras]
        whole.write_text(resolved(given.uv, every, kept, "--generate-hashes"), encoding="utf-8")
        blocks = blocks_of(whole.read_text(encoding="utf-8"))
        whole.write_text("\n".join(f"{name}=={version}" for name, version in pins(blocks)), encoding="utf-8")
        names = {layer: set(blocks_of(resolved(given.uv, extras, whole))) for layer, (extras, _) in LAYERS.items()}
    for layer, (_, below) in LAYERS.items():
        own = names[layer] - {name for other in below for name in names[other]}
        write(layer, [blocks[name] for name in sorted(own) if not TORCH.fullmatch(name) and name != BUILD])
    write("build", [blocks[BUILD]])
    write("torch-pypi", [block for name, block in sorted(blocks.items()) if TORCH.fullmatch(name)])
    version = dict(pins(blocks))["torch"]
    write("torch-cpu", [f"torch=={version}+cpu \\\n    --hash=sha256:{ON_CPUS[version]}"])


def locked() -> set[str]:
    """What the files name now, as `name==version`."""
    texts = (path.read_text(encoding="utf-8") for path in FOLDER.glob("*.txt") if path.stem != "torch-cpu")
    return {f"{name}=={version}" for text in texts for name, version in BLOCK.findall(text)}


def resolved(uv: str, extras: tuple[str, ...] | list[str], constraint: Path, *options: str) -> str:
    """A requirements file for every platform and every Python that the project allows."""
    command = [uv, "pip", "compile", str(PROJECT), "--quiet", "--universal", "--python-version", "3.11", *options]
    command += ["--constraint", str(constraint), "--no-annotate", "--no-header", "--no-emit-index-url"]
    command += [part for extra in extras for part in ("--extra", extra)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout  # nosec B603  # noqa: S603 - our own words


def blocks_of(text: str) -> dict[str, str]:
    """Each package's lines, by its name."""
    starts = [found.start() for found in BLOCK.finditer(text)]
    parts = [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
    return {part.partition("==")[0].lower().replace("_", "-"): part.rstrip() for part in parts}


def pins(blocks: dict[str, str]) -> list[tuple[str, str]]:
    return [found.groups() for block in blocks.values() if (found := BLOCK.match(block))]  # type: ignore[misc]


def write(layer: str, blocks: list[str]) -> None:
    (FOLDER / f"{layer}.txt").write_text(HEAD + "\n".join(blocks) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
