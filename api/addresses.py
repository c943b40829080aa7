"""Addresses that settings name: what in them is secret, and whether they leave this machine."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import Final
from urllib.parse import quote, unquote

HIDDEN: Final = "***"
SECRET: Final = re.compile(
    r"(?<=://)([^:@/?#\s]*):(.*)(?=@)|(?<=[?&]password=)([^&\s]*)|(?<=[?&]sslpassword=)([^&\s]*)"
)
"""The holder and the password before the last @, or a password among the parameters."""


def without_passwords(text: str) -> str:
    """An address, or any other text, as it may be shown."""
    return SECRET.sub(lambda found: HIDDEN if found[1] is None else f"{found[1]}:{HIDDEN}", text)


def password_in(address: str) -> str:
    """The first password of the address, empty where it has none."""
    found = SECRET.search(address)
    return unquote(next(each for each in found.groups()[1:] if each is not None)) if found else ""


def with_password(address: str, password: str) -> str:
    """The address with this password in place of its own; as it is where it names nobody."""
    plain, mark, parameters = address.partition("?")
    scheme, _, rest = plain.partition("://")
    holder, at, place = rest.rpartition("@")
    user = holder.partition(":")[0]
    return f"{scheme}://{user}:{quote(password, safe='')}@{place}{mark}{parameters}" if at else address


def is_loopback(host: str) -> bool:
    """Whether that is this machine itself, which a name other than localhost does not tell."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
