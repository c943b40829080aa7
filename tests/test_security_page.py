"""docs/security.md: each requirement of the standard once, each test that it names there, each figure so."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

from api import attempts, exporting
from api.accounts import signing
from api.pages import progress
from api.schemas.inputs import MatchInput
from api.settings import Settings
from corpus import passwords, second_factor
from corpus.store import searches
from matcher.cases import desk, documents
from matcher.query import TEXT_CHARACTERS

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
LINE = re.compile(
    r"^\| V(\d+)\.(\d+)\.(\d+) \| ([12]) \| ([^|]+) \| (met|not applicable|open): ([^|]+) \|$", re.MULTILINE
)
TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
CALLING = frozenset(
    {
        *("socket", "ssl", "http.client", "urllib.request", "ftplib", "smtplib", "xmlrpc.client", "httpx", "requests"),
        *("aiohttp", "grpc", "ray", "authlib.integrations", "sqlalchemy.create_engine", "pymilvus.MilvusClient"),
        *("sentence_transformers.SentenceTransformer", "huggingface_hub"),
    }
)
"""What makes calls to other machines."""
LISTENING = frozenset({"api/cli/listening.py", "api/cli/server.py", "api/operating/leasing.py"})
"""Modules that only listen, or ask for this machine's name."""
COUNTS = {
    # chapter of ASVS 5.0.0: its requirements of level 1, and of level 2
    1: (8, 19),
    2: (4, 7),
    3: (8, 11),
    4: (2, 8),
    5: (4, 5),
    6: (13, 22),
    7: (6, 12),
    8: (4, 3),
    9: (4, 3),
    10: (5, 24),
    11: (3, 11),
    12: (3, 6),
    13: (1, 12),
    14: (2, 7),
    15: (3, 10),
    16: (0, 16),
    17: (0, 7),
}


def test_every_requirement_of_levels_1_and_2_stands_there_once() -> None:
    found = LINE.findall(PAGE)
    assert len(found) == PAGE.count("\n| V")
    assert Counter((int(chapter), level) for chapter, _, _, level, *_ in found) == Counter(
        {(chapter, str(level)): each for chapter, both in COUNTS.items() for level, each in enumerate(both, 1) if each}
    )
    assert sum(map(sum, COUNTS.values())) == 253
    numbers = [tuple(map(int, each[:3])) for each in found]
    assert numbers == sorted(set(numbers))
    states = Counter(each[5] for each in found)
    told = f"{states['met']} are met, {states['not applicable']} do not apply, {states['open']} are open"
    assert told in " ".join(PAGE.split())


def test_what_is_met_names_tests_that_there_are() -> None:
    for *number, _, _, state, said in LINE.findall(PAGE):
        named = TEST.findall(said)
        assert bool(named) == (state == "met"), number
        for path, test in named:
            assert f"def {test}(" in (ROOT / path).read_text(encoding="utf-8"), (number, path, test)


def test_what_the_page_says_of_the_service_is_so() -> None:
    said = " ".join(PAGE.split())
    settings = Settings()
    hasher = passwords.Passwords()._hasher
    limits = attempts.LIMITS
    for sentence in (
        f"Passwords have {passwords.LEAST} to {passwords.MOST} characters",
        f"has to be {passwords.LEFT} characters or more",
        f"{hasher.time_cost} passes over {hasher.memory_cost >> 10} MiB, {hasher.parallelism} lanes",
        f"one step of {second_factor.SECONDS} seconds off",
        f"one of {second_factor.RECOVERY_CODES} recovery codes",
        f"{signing.MOST_FAILURES[signing.PASSWORD]} wrong passwords or",
        f"or {signing.MOST_FAILURES[signing.CODE]} wrong codes shut a name out",
        f"{limits['password'].most} wrong passwords and {limits['code'].most} wrong codes",
        f"{limits['reset'].most} resets and {limits['registration'].most} registrations an hour",
        f"`MATCHER_SESSION_HOURS` ({settings.session_hours})",
        f"`MATCHER_SESSION_IDLE_MINUTES` ({settings.session_idle_minutes})",
        f"`MATCHER_MAX_BODY_BYTES` ({settings.max_body_bytes:,})",
        f"`MATCHER_MAX_IMPORT_BYTES` ({settings.max_import_bytes:,})",
        f"`MATCHER_MAX_DOCUMENT_BYTES` ({settings.max_document_bytes:,})",
        f"{TEXT_CHARACTERS:,} characters a question, {_most_matches()} matches an answer",
        f"a fifth of a second each, {passwords.AT_ONCE} at once a process",
        f"{desk.MESSAGES_A_DAY} messages a day and case, {documents.MOST_DOCUMENTS} documents a case",
        f"| saved searches | {searches.MOST} an account",
        f"| {progress.MOST_STREAMS} streams a process |",
        f"| downloads of lists | {exporting.MOST_ROWS:,} rows |",
    ):
        assert sentence in said
    assert second_factor.DRIFT == 1
    assert settings.second_factor == "required"


def _most_matches() -> int:
    (bound,) = (each.le for each in MatchInput.model_fields["top"].metadata if hasattr(each, "le"))
    return int(bound)


def test_nobody_is_called_but_who_the_page_lists() -> None:
    """By a library for calls that a module loads, whether at its top or within; and by a setting that is there."""
    section = PAGE.partition("## What the service calls")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (?!whom|---)([^|]+) \| ([^|]+) \| ([^|]+) \|$", section, re.MULTILINE)
    named = {module for *_, modules in rows for module in re.findall(r"`([\w/]+\.py)`", modules)}
    settings = {setting for _, by, _ in rows for setting in re.findall(r"`MATCHER_(\w+)`", by)}
    assert named
    assert settings <= {name.upper() for name in Settings.model_fields}
    calling = {
        str(path.relative_to(ROOT))
        for room in ("corpus", "index", "matcher", "api")
        for path in (ROOT / room).rglob("*.py")
        if _loaded(path) & CALLING
    }
    assert calling - LISTENING == named
    assert calling >= LISTENING


def _loaded(path: Path) -> set[str]:
    """The packages that a module loads, those that only type checkers see aside."""
    found = set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typed = [each for each in ast.walk(tree) if isinstance(each, ast.If) and ast.unparse(each.test) == "TYPE_CHECKING"]
    unseen = {inner for each in typed for inner in ast.walk(each)}
    for each in ast.walk(tree):
        if each in unseen:
            continue
        if isinstance(each, ast.Import):
            found |= {alias.name for alias in each.names}
        elif isinstance(each, ast.ImportFrom) and each.module:
            found |= {each.module, *(f"{each.module}.{alias.name}" for alias in each.names)}
    return found
