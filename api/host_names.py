"""Names of hosts, as they are compared."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import Final

NAME: Final = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*")
HOST: Final = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[a-z0-9.-]+)(:(?P<port>[1-9][0-9]{0,4}))?")
LOOPBACK: Final = ("localhost", "127.0.0.1", "[::1]")
UNSPECIFIED: Final = frozenset({"0.0.0.0", "[::]"})  # nosec B104  # noqa: S104 - never listened on here
"""What one listens on, and calls nobody by."""
PORTS: Final = 65_535


def host_name(given: str) -> str | None:
    """The name of a `Host` header in small letters, its port taken off; None where it is no proper one (RFC 9110, 7.2).

    An address of the sixth version keeps its brackets and gets its shortest form.
    """
    found = HOST.fullmatch(given.lower())
    if found is None or int(found["port"] or 1) > PORTS:
        return None
    return proper_name(found["name"])


def proper_name(name: str) -> str | None:
    """A name or address as it is compared; None for what is none."""
    name = name.lower()
    try:
        if name.startswith("["):
            return f"[{ip_address(name[1:-1])}]" if name.endswith("]") else None
        if re.fullmatch(r"[0-9.]+", name):
            return str(ip_address(name))
    except ValueError:
        return None
    return name if NAME.fullmatch(name) else None


def bracketed(host: str) -> str:
    """An address of the sixth version with its brackets; anything else as it is."""
    return f"[{host}]" if ":" in host and not host.startswith("[") else host
