"""Every rule by its name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from matcher.programmes.rules import company, gates, programme, subject
from matcher.programmes.rules.rule import Rule

RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    {rule.name: rule for rule in (*subject.RULES, *company.RULES, *gates.RULES, *programme.RULES)}
)
