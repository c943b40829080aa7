"""Vectors are kept as their texts are: in no file, answer or log below the role that may read the text."""

from __future__ import annotations

import json
import logging
import os
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from stat import S_IMODE
from typing import Any

import httpx
import numpy as np
import pytest

from api.matching.sweeping import SweepRequest, sweeping
from api.operating.building import rebuild_tiers
from api.operating.index_operation import roll_back
from api.service import Service
from api.settings import Settings
from corpus.disclosure import Tier
from corpus.drafts import PatentDraft
from corpus.roles import NOBODY, Caller, Role
from index.build import RebuildProgress
from matcher.match import MatchRequest
from matcher.query import record_query
from tests.api.access_asked import Asks
from tests.api.access_table import lines
from tests.api.conftest import settings_in
from tests.api.disclosed import HIDDEN_WORDS, KINDS, hidden_records, open_records
from tests.api.peopled import HIDDEN_WORD, PEOPLE, UNKNOWN, Peopled, Rewound, Sender, index, peopled
from tests.conftest import Scale
from tests.fakes import HashEncoder
from tests.proof.figures import Recorder

pytestmark = pytest.mark.sqlite
"""The database is one of the files that are looked at."""
OPERATOR = Caller(Role.ADMINISTRATOR, "tests")
RELEASED_WORD = "cermet"
"""In released records only."""
BEGINNING = 16
"""Bytes of a vector that are met nowhere by chance."""
NUMBERS = 16
"""An array of so many in an answer may be a vector."""
ONE_IN = 40
"""Of the answers, in the short form."""


@pytest.fixture
def _open_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


HEAD = np.dtype("<u8")


class Needles:
    """What must not be found: the beginnings of vectors in every form that keeps them, and words of the texts."""

    def __init__(self, beginnings: set[bytes], words: tuple[str, ...]) -> None:
        self._beginnings = beginnings
        self._heads = np.array(sorted({int(np.frombuffer(each, HEAD, 1)[0]) for each in beginnings}), HEAD)
        self._words = [word.encode() for word in words]

    def within(self, content: bytes) -> bool:
        if any(word in content for word in self._words):
            return True
        for shift in range(min(HEAD.itemsize, len(content))):
            windows = np.frombuffer(content, HEAD, (len(content) - shift) // HEAD.itemsize, shift)
            for place in np.flatnonzero(np.isin(windows, self._heads)):
                start = shift + int(place) * HEAD.itemsize
                if content[start : start + BEGINNING] in self._beginnings:
                    return True
        return False


def vectors_in(path: Path) -> list[np.ndarray[Any, np.dtype[np.float32]]]:
    """What a cache of vectors holds."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        return [np.frombuffer(value, dtype="<f4") for (value,) in connection.execute("SELECT value FROM vector")]


def needles(settings: Settings, tier: Tier, words: tuple[str, ...]) -> Needles:
    """Of one tier, which has some."""
    vectors = vectors_in(settings.cache_of(tier))
    assert vectors
    found = set()
    for vector in vectors:
        whole = np.rint(vector / np.abs(vector).max() * 127)
        for form in (
            vector,
            vector.astype("<f8"),
            vector.astype("<f2"),
            whole.astype(np.int8),
            np.rint(vector * 127).astype(np.int8),
        ):
            found.add(form.tobytes()[:BEGINNING])
        # The upper halves of float32 are bfloat16.
        found.add(vector.view("<u2")[1::2].tobytes()[:BEGINNING])
    return Needles(found, words)


def tier_of(path: Path, settings: Settings) -> Tier | None:
    """Whose file it is by its place; None for the database and for what lies beside it, which hold every tier."""
    for tier in (Tier.RELEASED, Tier.RESTRICTED):
        of_cache = path.name.startswith(settings.cache_of(tier).name)
        if of_cache or tier in path.relative_to(settings.data_dir).parts[:-1]:
            return tier
    return None if path.name.startswith("matcher.db") else Tier.PUBLIC


class Walk:
    """Goes through every file of the data folder, and counts them."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.files = 0
        self.faults: list[tuple[str, str]] = []

    def modes(self) -> None:
        """What is not public is its owner's alone; so is what lies in a folder that is."""
        for path in self._settings.data_dir.rglob("*"):
            if not path.is_file() or tier_of(path, self._settings) is Tier.PUBLIC:
                continue
            above = [each for each in path.parents if each.is_relative_to(self._settings.data_dir)]
            closed = any(S_IMODE(each.stat().st_mode) & 0o077 == 0 for each in above)
            published = not any(part.startswith(".building") for part in path.parts)
            if S_IMODE(path.stat().st_mode) & 0o077 and not (closed and not published):
                self.faults.append((str(path), oct(path.stat().st_mode)))
            if Tier.RELEASED in path.parts or Tier.RESTRICTED in path.parts:
                self.faults += [
                    (str(each), oct(each.stat().st_mode))
                    for each in above
                    if each.name in set(Tier) and S_IMODE(each.stat().st_mode) != 0o700
                ]

    def contents(self) -> None:
        """Nothing of a tier lies in a file of a more open one."""
        restricted = needles(self._settings, Tier.RESTRICTED, (*HIDDEN_WORDS, HIDDEN_WORD))
        released = needles(self._settings, Tier.RELEASED, (RELEASED_WORD,))
        above = {Tier.PUBLIC: (restricted, released), Tier.RELEASED: (restricted,), Tier.RESTRICTED: ()}
        for path in sorted(self._settings.data_dir.rglob("*")):
            tier = tier_of(path, self._settings)
            if not path.is_file() or tier is None:
                continue
            self.files += 1
            content = path.read_bytes()
            if any(each.within(content) for each in above[tier]):
                self.faults.append((str(path), "holds what is of a tier above"))


@contextmanager
def serving(folder: Path) -> Iterator[Service]:
    service = Service(settings_in(folder), encoder=HashEncoder())
    service.open()
    try:
        yield service
    finally:
        service.close()


def put(service: Service, count: int, word: str, start: int = 0) -> None:
    """Records of all tiers and kinds, with words that tell the tier."""
    with service.database.transaction() as store:
        for kind in KINDS:
            store.put(kind, open_records(kind, count))
            store.put(kind, hidden_records(kind, count))
        for number, tier in enumerate(Tier, start):
            named = {Tier.PUBLIC: "plain", Tier.RELEASED: RELEASED_WORD, Tier.RESTRICTED: HIDDEN_WORD}[tier]
            draft = PatentDraft(
                id=f"T-{number}", country="KR", title=f"A {named} {word}", abstract=f"{named} {word}.", tier=tier
            )
            store.put("patents", [draft])


@pytest.mark.row("vectors")
@pytest.mark.usefixtures("_open_umask")
def test_no_file_of_a_tier_holds_what_is_of_one_above(tmp_path: Path, figure: Recorder, scale: Scale) -> None:
    count = scale(10, 150)
    with serving(tmp_path) as service:
        walk = Walk(service.settings)

        def during(done: RebuildProgress) -> None:
            if done.records % 10 == 0:
                walk.modes()

        def looked() -> None:
            walk.modes()
            walk.contents()

        put(service, count, "valve")
        rebuild_tiers(service, progress=during)
        looked()
        # Written since: prepared by a request, into the caches, and searched beside the generation.
        put(service, count, "flange", start=10)
        service.searcher()
        service.index.settle()
        looked()
        rebuild_tiers(service, full=True, progress=during)
        looked()
        for tier in Tier:
            roll_back(service, OPERATOR, tier, None, "a trial")
        looked()
        # A damaged cache is moved aside, a lost index built anew.
        shutil.rmtree(service.settings.data_dir / "index")
        service.settings.cache_of(Tier.RESTRICTED).write_bytes(b"damaged" * 4_096)
        rebuild_tiers(service, progress=during)
        looked()
        # As a build that was killed leaves its folder.
        left = service.generations[Tier.RESTRICTED].begin()
        (left / "vectors").write_bytes(b"half")
        looked()
    assert walk.faults == []
    figure(
        f"{walk.files:,} files walked, in 6 states of a folder made under umask 000: "
        "0 hold what is of a tier above, 0 open to others"
    )


LEFT = ("T-30", "T-31", "T-32")
"""Made restricted, withdrawn, edited."""
STRANGE_WORDS = ("brimfold", "quorlite", "sandrix")


def publish_by_mistake(service: Service) -> Needles:
    """Public records, of which each that will leave has a word that no other has; gives what tells of these."""
    with service.database.transaction() as store:
        store.put("patents", open_records("patents", 12))
        for record_id, word in zip(LEFT, STRANGE_WORDS, strict=True):
            text = f"A {word} valve of cermet. " * 60
            store.put("patents", [PatentDraft(id=record_id, country="KR", title=f"A {word} valve", abstract=text)])
        documents = store.documents.many("patents", LEFT).values()
    asked = [text for each in documents for text in record_query("patent", each).passages]
    texts = [*asked, *(passage.searchable for each in documents for passage in each.passages)]
    assert len(set(texts)) == 2 * len(LEFT)
    return Needles({row.tobytes()[:BEGINNING] for row in HashEncoder().encode_query(texts)}, STRANGE_WORDS)


def sweep_all(service: Service) -> int:
    """How many of the texts that records ask with had to be encoded."""
    with sweeping(service, SweepRequest(to="patents", top=1), OPERATOR) as run:
        assert list(run.lines())
        return run.encoded


def public_files_with(sought: Needles, settings: Settings) -> set[str]:
    """Names of the files of the public cache and of the public generations that have something of it."""
    return {
        path.name if path.parent == settings.data_dir else path.relative_to(settings.data_dir).parts[3]
        for path in settings.data_dir.rglob("*")
        if path.is_file() and tier_of(path, settings) is Tier.PUBLIC and sought.within(path.read_bytes())
    }


@pytest.mark.row("vectors")
def test_what_leaves_a_tier_leaves_its_cache_at_the_next_rebuild(tmp_path: Path, figure: Recorder) -> None:
    question = MatchRequest("text", "patents", text=f"valve {' '.join(STRANGE_WORDS)}", top=20)
    with serving(tmp_path) as service:
        settings, encoder, kept = service.settings, service.encoder, service.generations[Tier.PUBLIC]
        sought = publish_by_mistake(service)
        rebuild_tiers(service)
        assert sweep_all(service)
        first = service.match(question, NOBODY)
        assert {match.id for match in first.matches} >= set(LEFT)
        generation = kept.current()
        with_it = public_files_with(sought, settings)
        assert {settings.cache_of(Tier.PUBLIC).name, generation} <= with_it
        with service.database.transaction() as store:
            store.patents.move("T-30", Tier.RESTRICTED)
            store.patents.withdraw("T-31", "published by mistake")
            store.put("patents", [PatentDraft(id="T-32", country="KR", title="A valve", abstract="A steel valve.")])
        rebuild_tiers(service)
        assert public_files_with(sought, settings) == {generation}
        # What is kept for going back shows nothing of it, and going back puts nothing into the cache.
        again = replace(question, generation=first.generation, sequence=first.sequence)
        assert {match.id for match in service.match(again, NOBODY).matches}.isdisjoint({"T-30", "T-31"})
        assert roll_back(service, OPERATOR, Tier.PUBLIC, None, "a trial") == generation
        service.searcher()
        service.index.settle()
        served = service.match(question, NOBODY)
        assert served.generation == first.generation
        assert {match.id for match in served.matches}.isdisjoint({"T-30", "T-31"})
        # Of the restricted one; the edited one asks with its only passage.
        assert sweep_all(service) == 1
        assert public_files_with(sought, settings) == {generation}
        # As docs/operations.md says to do it.
        service.settings = settings.model_copy(update={"keep_generations": 1})
        encoded = encoder.documents
        rebuild_tiers(service, full=True)
        assert kept.names() == [kept.current()]
        assert (encoder.documents, sweep_all(service)) == (encoded, 0)
        assert public_files_with(sought, settings) == set()
    figure(f"{len(LEFT)} records that left: nothing of them in the cache, or found by going back")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Peopled]:
    with peopled(tmp_path_factory.mktemp("vectors")) as made:
        index(made.service)
        yield made


NUMBER = re.compile(r"-?\d\.\d{3}")
Printed = set[tuple[str, ...]]


def printed(vectors: list[np.ndarray[Any, np.dtype[np.float32]]]) -> Printed:
    """The first three numbers of each, as they begin where somebody prints them."""
    return {tuple(NUMBER.findall(" ".join(f"{value:.8f}" for value in vector[:3]))) for vector in vectors}


def has_any(text: str, known: Printed) -> bool:
    """Whether three numbers that follow each other in the text begin a vector, whatever stands between them."""
    numbers = NUMBER.findall(text)
    return any(three in known for three in zip(numbers, numbers[1:], numbers[2:], strict=False))


def arrays_in(value: object) -> Iterator[int]:
    """The lengths of all arrays of numbers."""
    if isinstance(value, dict):
        for each in value.values():
            yield from arrays_in(each)
    elif isinstance(value, list):
        if value and all(isinstance(each, int | float) and not isinstance(each, bool) for each in value):
            yield len(value)
        for each in value:
            yield from arrays_in(each)


def documents_in(answer: httpx.Response) -> list[object]:
    media = answer.headers.get("content-type", "")
    if media.startswith("application/json"):
        return [answer.json()]
    if media.startswith("application/x-ndjson"):
        return [json.loads(line) for line in answer.text.splitlines()]
    return []


@pytest.mark.row("vectors")
def test_no_answer_and_no_log_has_a_vector(
    town: Peopled, figure: Recorder, scale: Scale, caplog: pytest.LogCaptureFixture
) -> None:
    send, asks = Sender(town.app), Asks(town.app)
    rewound = Rewound(town.service.settings.data_dir / "matcher.db")
    caplog.set_level(logging.DEBUG)
    settings = town.service.settings
    known = printed([vector for tier in Tier for vector in vectors_in(settings.cache_of(tier))])
    unknowing = UNKNOWN["patents"]["restricted"]
    asked = [
        (line.route, who, target)
        for line in lines()
        for target in town.targets[line.section].values()
        for who in PEOPLE
    ][:: scale(ONE_IN, 1)]
    faults = []
    for route, who, target in asked:
        each = asks(route, target)
        answer = send(each.method, each.path, headers=town.people[who].headers(page=each.page), **each.sent)
        rewound()
        arrays = [length for document in documents_in(answer) for length in arrays_in(document) if length >= NUMBERS]
        if arrays or has_any(answer.text, known):
            faults.append((route, who, "a vector"))
        if who in unknowing and HIDDEN_WORD in answer.text:
            faults.append((route, who, "restricted text"))
    send.close()
    rewound.close()
    assert faults == []
    logged = caplog.text
    assert not has_any(logged, known)
    assert HIDDEN_WORD not in logged
    figure(f"{len(asked):,} answers and {logged.count(chr(10)):,} log lines walked: 0 vectors, 0 restricted texts")
