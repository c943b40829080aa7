"""Whether files that not everybody may read are closed to the others of this machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from api.environment import OTHERS
from api.service import Service
from corpus.disclosure import TIERS, Tier
from corpus.problems import Problem

BUT_OWNER: Final = 0o077


def open_files(service: Service) -> Iterator[Problem]:
    """The data folder that others can enter; folders, vectors and letters that anybody but their owner can read."""
    settings = service.settings
    if settings.data_dir.is_dir() and settings.data_dir.stat().st_mode & OTHERS:
        yield _open(settings.data_dir, "o-rwx")
    private = [tier for tier in TIERS if tier is not Tier.PUBLIC]
    places = [
        settings.mail_dir,
        *(service.generations[tier].directory for tier in private),
        *(settings.cache_of(tier) for tier in private),
    ]
    for place in places:
        # One that is open is enough to know of each: the mend takes all of it back.
        if any(_is_open(path) for path in _below(place)):
            yield _open(place, "-R go-rwx")


def _below(place: Path) -> Iterator[Path]:
    if place.exists():
        yield place
    if place.is_dir():
        yield from place.rglob("*")


def _is_open(path: Path) -> bool:
    try:
        return bool(path.lstat().st_mode & BUT_OWNER) and not path.is_symlink()
    except FileNotFoundError:
        # A rebuild may just have removed it.
        return False


def _open(path: Path, mode: str) -> Problem:
    return Problem.of("files_open", "modes", path.absolute(), mode=mode)
