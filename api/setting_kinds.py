"""Kinds of values that settings have: each is checked as it is read."""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from croniter import croniter
from pydantic import AfterValidator

from api.host_names import bracketed, proper_name
from corpus.disclosure import Tier


def _is_schedule(value: str) -> str:
    if not croniter.is_valid(value):
        raise ValueError("not a cron expression")
    return value


def _is_zone(value: str) -> str:
    if value not in available_timezones():
        raise ValueError("not an IANA time zone such as Asia/Seoul")
    return value


def _is_site(value: str) -> str:
    """A site's address without a path, or empty."""
    parts = urlsplit(value)
    whole = parts.scheme in {"http", "https"} and parts.hostname and parts.path in {"", "/"}
    if value and (not whole or parts.query or parts.fragment or parts.username):
        raise ValueError("not a site's address such as https://transfer.example")
    return value.rstrip("/")


def _are_tiers(value: str) -> str:
    """Names of tiers, with commas."""
    names = {each.strip() for each in value.split(",")}
    if not names <= set(Tier):
        raise ValueError(f"not some of {', '.join(Tier)}")
    return value


def _are_hosts(value: str) -> str:
    """Names or addresses, with commas, without ports; an address of the sixth version may have its brackets."""
    for each in filter(None, (each.strip() for each in value.split(","))):
        if proper_name(bracketed(each)) is None:
            raise ValueError("not names such as transfer.example, 192.0.2.7, with commas and without ports")
    return value


Schedule = Annotated[str, AfterValidator(_is_schedule)]
TimeZone = Annotated[str, AfterValidator(_is_zone)]
SiteAddress = Annotated[str, AfterValidator(_is_site)]
HostNames = Annotated[str, AfterValidator(_are_hosts)]
TierNames = Annotated[str, AfterValidator(_are_tiers)]
Engine = Literal["local", "ray"]
