"""Asks pip-audit what is known against each locked package, and says plainly what could not be asked.

pip-audit passes over a package that the service has no page for, and then reports that nothing is known. Here such a
package counts as not checked. Exit code: 1 where something is known, or with `--strict` where anything was not checked.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent
SERVICES: Final = ("pypi", "osv")
SECONDS: Final = 300
PIN: Final = re.compile(r"^([A-Za-z0-9][\w.-]*)==([^ +;\\\n]+)", re.MULTILINE)
FAILED, DONE = 1, 0


@dataclass(frozen=True, slots=True)
class Found:
    """What a service said: packages that it knows, names of those that it does not, and what is known against any."""

    checked: int = 0
    skipped: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    trouble: str = field(default="")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--strict", action="store_true", help="fail where a package could not be checked: for releases")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        pins = Path(folder, "pins.txt")
        pins.write_text("\n".join(locked()), encoding="utf-8")
        found = {service: asked(service, pins) for service in SERVICES}
    return told(found, strict=given.strict)


def locked() -> list[str]:
    """Every locked package once, as `name==version`, for whatever platform. Builds of a version share advisories."""
    texts = [path.read_text(encoding="utf-8") for path in FOLDER.glob("*.txt")]
    return sorted({f"{name}=={version}" for text in texts for name, version in PIN.findall(text)})


def asked(service: str, pins: Path) -> Found:
    """What this service of advisories has on these packages."""
    command = [sys.executable, "-m", "pip_audit", "--vulnerability-service", service, "--format", "json"]
    command += [
        "--disable-pip",
        "--no-deps",
        "--progress-spinner",
        "off",
        "--timeout",
        "10",
        "--requirement",
        str(pins),
    ]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)  # nosec B603  # noqa: S603 - our own words
    except subprocess.TimeoutExpired:
        return Found(trouble=f"no answer within {SECONDS} seconds")
    return read(done.stdout, done.stderr)


def read(answer: str, errors: str = "") -> Found:
    """pip-audit's own answer, as JSON; without one it failed, and the last line of its errors says why."""
    try:
        rows = json.loads(answer)["dependencies"]
    except (ValueError, KeyError):
        return Found(trouble=(errors.strip().splitlines() or ["no answer"])[-1][:300])
    return Found(
        checked=sum("skip_reason" not in row for row in rows),
        skipped=tuple(row["name"] for row in rows if "skip_reason" in row),
        known=tuple(
            f"{row['name']} {row['version']}: {each['id']}, mended in {', '.join(each['fix_versions']) or 'no version'}"
            for row in rows
            for each in row.get("vulns", [])
        ),
    )


def told(found: dict[str, Found], *, strict: bool = False) -> int:
    """Says what came of it. One service that knows all packages is enough to have them checked."""
    known = {line for each in found.values() for line in each.known}
    for service, each in found.items():
        if each.trouble:
            print(f"not checked: {service} did not answer: {each.trouble}")
        elif each.skipped:
            print(f"not checked: {service} has no page for {len(each.skipped)} of {len(each.skipped) + each.checked}")
        else:
            print(f"checked: {service} knows all {each.checked} packages")
    for line in sorted(known):
        print(f"known vulnerability: {line}")
    whole = any(each.checked and not each.skipped and not each.trouble for each in found.values())
    if not known:
        print("no known vulnerability" if whole else "advisories were not checked for every package")
    return FAILED if known or (strict and not whole) else DONE


if __name__ == "__main__":
    sys.exit(main())
