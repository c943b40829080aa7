"""Writes the bill of materials: every package of this environment with version and licence, as CycloneDX."""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

PROJECT: Final = Path(__file__).parents[1] / "pyproject.toml"
ONLY_IN_FILES: Final = {
    # These name their licence in no field that the program reads; here as their licence files have it.
    "axe-playwright-python": "MIT",
    "protobuf": "BSD-3-Clause",
    "pyahocorasick": "BSD-3-Clause",
    "ray": "Apache-2.0",
    "transformers": "Apache-2.0",
}


def bill() -> dict[str, Any]:
    """The CycloneDX document of the environment that this runs in, the same for the same packages."""
    with tempfile.TemporaryDirectory() as folder:
        written = Path(folder, "bill.json")
        command = [sys.executable, "-m", "cyclonedx_py", "environment", "--pyproject", str(PROJECT)]
        command += ["--output-reproducible", "--output-file", str(written), sys.executable]
        subprocess.run(command, check=True, capture_output=True)  # nosec B603  # noqa: S603 - our own words
        document: dict[str, Any] = json.loads(written.read_text(encoding="utf-8"))
    for component in document["components"]:
        licence = ONLY_IN_FILES.get(name_of(component))
        if licence and not component.get("licenses"):
            component["licenses"] = [{"license": {"id": licence, "acknowledgement": "concluded"}}]
    return document


def name_of(component: dict[str, Any]) -> str:
    return re.sub(r"[-_.]+", "-", str(component["name"])).lower()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    file: Path = parser.parse_args().file
    document = bill()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{len(document['components'])} packages, in {file}")


if __name__ == "__main__":
    main()
