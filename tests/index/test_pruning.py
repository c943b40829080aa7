"""What no record needs any more is gone from the cache's files to the last byte, and all else is still there."""

from __future__ import annotations

import random
import shutil
import sqlite3
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest

from corpus.passages import KINDS, Document
from index import pruning
from index.asked import asked_vectors
from index.cache import VectorCache
from index.cache_file import checksum
from index.encoder import EncoderInfo, Vectors
from index.entries import Entry, EntryCache, record_hash
from index.generation import Generations
from index.pruning import Needed, prune
from index.rebuild import RebuildReport, RebuildSettings, rebuild
from index.terms import DocumentTerms
from tests.conftest import Scale
from tests.fakes import HashEncoder
from tests.index.library import Library, made_up
from tests.proof.calls import HALF_WRITTEN, KILLED, POSSIBLE, At, Call, followed
from tests.proof.figures import Recorder
from tests.proof.memory import folder

INFO = EncoderInfo("m", "1", 96, "float32")
WINDOW = 16
"""Bytes that are met nowhere by chance."""


def within(path: Path) -> bytes:
    """Every file of a cache."""
    return b"".join(each.read_bytes() for each in sorted(path.parent.glob(f"{path.name}*")) if each.is_file())


def windows(content: bytes) -> list[bytes]:
    """Two in its middle and its end: two that are compressed may begin alike."""
    return [content[start : start + WINDOW] for start in (len(content) // 3, len(content) // 2, len(content) - WINDOW)]


Stored = tuple[Entry, Vectors, str]
"""An entry, the vectors of what its record asks with and of its passages, and the name of the first."""


@dataclass(slots=True)
class Records:
    """Made-up records in a cache, each with some vectors and something that it asks with, and those that left."""

    path: Path
    chance: random.Random
    stored: dict[str, Stored] = field(default_factory=dict)
    gone: list[bytes] = field(default_factory=list)

    def add(self, count: int) -> None:
        made = dict(self._made() for _ in range(count))
        vectors, found = VectorCache(self.path), list(made.values())
        EntryCache(self.path).store({key: entry for key, (entry, _, _) in made.items()}, "maker")
        for start in range(0, count, 20):
            part = found[start : start + 20]
            names = [name for entry, _, _ in part for name in entry.vectors]
            vectors.store(INFO, names, np.concatenate([rows[1:] for _, rows, _ in part]))
            asked, first = [each for _, _, each in part], np.stack([rows[0] for _, rows, _ in part])
            vectors.store_asked(INFO, asked, first, [entry.record for entry, _, _ in part])
        self.stored |= made

    def _made(self) -> tuple[str, Stored]:
        names = tuple(self._digits() for _ in range(self.chance.randrange(1, 4)))
        words = [self._digits() for _ in range(self.chance.randrange(1, 90))]
        entry = Entry(self._digits(), names, names, DocumentTerms(words, []), np.zeros(0, dtype=np.float16))
        rows = np.frombuffer(self.chance.randbytes(4 * 96 * (len(names) + 1)), dtype="<f4").reshape(-1, 96)
        return self._digits(), (entry, np.nan_to_num(rows), self._digits())

    def prune(self, leaving: list[str]) -> int:
        for key in leaving:
            entry, rows, asked = self.stored.pop(key)
            self.gone += map(bytes.fromhex, (key, entry.record, asked, *entry.vectors))
            self.gone += [
                each for content in (entry.to_bytes(), *(row.tobytes() for row in rows)) for each in windows(content)
            ]
        needed = Needed()
        for key, (entry, _, _) in self.stored.items():
            needed.add(key, entry)
        return prune(VectorCache(self.path), needed)

    def left(self) -> int:
        """How much of what is gone is found all the same."""
        content = within(self.path)
        assert not self.path.with_name(f"{self.path.name}-anew").is_file()
        return sum(each in content for each in self.gone)

    def whole(self) -> bool:
        """Whether all that stays is found as it was stored."""
        vectors, entries = VectorCache(self.path), EntryCache(self.path)
        found = entries.fetch(list(self.stored))
        return all(
            found[key].terms == entry.terms
            and np.array_equal(vectors.fetch(INFO, entry.vectors).vectors, rows[1:])
            and np.array_equal(vectors.fetch_asked(INFO, [asked]).vectors, rows[:1])
            for key, (entry, rows, asked) in self.stored.items()
        )

    def _digits(self) -> str:
        return self.chance.randbytes(16).hex()


@pytest.mark.row("vectors")
def test_no_byte_stays_of_what_is_let_go(tmp_path: Path, scale: Scale, figure: Recorder) -> None:
    chance = random.Random(5)
    records = Records(tmp_path / "cache.db", chance)
    records.add(80)
    for _ in range(scale(8, 80)):
        known = sorted(records.stored)
        share = chance.choice((0.01, 0.05, 0.3, 0.6, 0.9))
        start = chance.randrange(len(known))
        together = list(records.stored)[start : start + int(share * len(known))]
        leaving = chance.choice((together, chance.sample(known, int(share * len(known)))))
        assert (records.prune(leaving) > 0) == bool(leaving)
        assert records.left() == 0
        records.add(chance.randrange(2 * len(leaving) + 2))
        assert records.whole()
    figure(f"{len(records.gone):,} pieces of what left a tier: 0 of them in the files of its cache")


def test_no_hash_stays_in_an_index_of_many(tmp_path: Path) -> None:
    """Which splits and joins its pages all the time, and leaves copies in them."""
    chance, cache, info = random.Random(2), VectorCache(tmp_path / "cache.db"), replace(INFO, dimension=1)
    kept: list[str] = []
    gone: list[bytes] = []
    for _ in range(6):
        new = [chance.randbytes(16).hex() for _ in range(1_000)]
        for start in (0, 500):
            cache.store(info, new[start : start + 500], np.ones((500, 1), dtype=np.float32))
        chance.shuffle(kept)
        gone += map(bytes.fromhex, kept[:700])
        kept = kept[700:] + new
        prune(cache, Needed(vectors=set(map(bytes.fromhex, kept))))
        content = within(cache.path)
        assert sum(each in content for each in gone) == 0
        assert cache.count(info) == len(kept)


def test_a_file_that_is_mostly_empty_is_written_anew(tmp_path: Path) -> None:
    records = Records(tmp_path / "cache.db", random.Random(1))
    records.add(300)
    records.prune([])
    size = records.path.stat().st_size
    known = list(records.stored)
    records.prune(known[:100])
    assert records.path.stat().st_size >= size
    records.prune(known[100:220])
    assert records.path.stat().st_size < 0.5 * size
    assert records.whole()
    assert records.left() == 0


def _struck(records: Records, leaving: list[str], step: int) -> tuple[int, list[Call]]:
    """Prunes copies of the file, each killed at another call, and once more: how many, and at which this was no help.

    In a process of its own, which forks and so may have no threads.
    """

    def copied(into: Path) -> Records:
        shutil.copytree(records.path.parent, into / "copy")
        return replace(records, path=into / "copy" / records.path.name, stored={**records.stored}, gone=[])

    with folder() as place:
        first = copied(place)
        calls = followed(lambda: str(first.prune(leaving)), place).calls
        size = first.path.stat().st_size
    failed = []
    for call in calls[::step]:
        for strike in (KILLED, HALF_WRITTEN) if call.size > 1 else (KILLED,):
            with folder() as place:
                mine = copied(place)
                assert followed(partial(_pruned, mine, leaving), place, At(call.number, strike)).said is None
                mine.prune(leaving)
                if mine.left() or mine.path.stat().st_size > 1.2 * size or not mine.whole():
                    failed.append(call)
    return len(calls[::step]), failed


def _pruned(records: Records, leaving: list[str]) -> str:
    return str(records.prune(leaving))


@pytest.mark.skipif(not POSSIBLE, reason="follows system calls on Linux on x86-64 only")
@pytest.mark.parametrize("share", [0.1, 0.8])
def test_killed_at_any_call_the_next_one_does_the_rest(tmp_path: Path, scale: Scale, share: float) -> None:
    """In place, and written anew."""
    records = Records(tmp_path / "cache" / "cache.db", random.Random(4))
    records.add(60)
    records.prune([])
    leaving = sorted(records.stored)[: int(60 * share)]
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as elsewhere:
        struck, failed = elsewhere.submit(_struck, records, leaving, scale(8, 1)).result()
    assert struck > 3
    assert failed == []


def test_where_it_cannot_be_written_anew_the_next_one_does_it(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    records = Records(tmp_path / "cache.db", random.Random(1))
    records.add(150)
    in_the_way = tmp_path / "cache.db-anew"
    in_the_way.mkdir()
    assert records.prune(sorted(records.stored)[:120]) > 120
    assert "could not be written anew" in caplog.text
    assert records.left() == 0
    in_the_way.rmdir()
    size = records.path.stat().st_size
    records.prune([])
    assert records.path.stat().st_size < 0.5 * size
    assert records.whole()


def test_a_private_file_stays_its_owners_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = VectorCache(tmp_path / "private.db", private=True)
    cache.store(INFO, ["0" * 32], np.ones((1, INFO.dimension), dtype=np.float32))
    modes = set[int]()

    def looked(connection: sqlite3.Connection) -> None:
        modes.update(path.stat().st_mode & 0o077 for path in tmp_path.iterdir())
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)

    monkeypatch.setattr(pruning, "_end_log", looked)
    monkeypatch.setattr(Path, "unlink", lambda path, **_: None)
    prune(cache, Needed())
    assert [path.name for path in tmp_path.glob("*-anew")]
    assert modes == {0}


class Site:
    """An index of one tier, and the records of it."""

    def __init__(self, root: Path) -> None:
        self.library = Library.of({"patents": 12, "companies": 6, "needs": 4})
        self.encoder = HashEncoder()
        self.cache = VectorCache(root / "vectors.db")
        self.generations = Generations(root / "index", "public")

    def rebuild(self, *, full: bool = False) -> RebuildReport:
        settings = RebuildSettings(full=full)
        return rebuild(self.library.corpus(), self.encoder, self.cache, self.generations, settings=settings)

    def ask(self) -> int:
        """With the head of every record, as a sweep does: how many of them had to be encoded."""
        documents = [document for kind in KINDS for document in self.library.stream(kind)]
        return asked_vectors(
            [f"head of {each.text}" for each in documents], self.encoder, self.cache, documents
        ).encoded

    def traces(self, document: Document) -> list[bytes]:
        """What tells of it in the files: its vectors, and its entry as it is there now."""
        texts = [f"head of {document.text}", *(passage.searchable for passage in document.passages)]
        wanted = record_hash(document)
        with closing(sqlite3.connect(self.cache.path)) as connection:
            entries = [value for (value,) in connection.execute("SELECT value FROM entry")]
        mine = [value for value in entries if Entry.of_bytes(value).record == wanted]
        assert mine
        return [
            each
            for value in (*mine, *(row.tobytes() for row in HashEncoder().encode_document(texts)))
            for each in windows(value)
        ]

    def found(self, traces: list[bytes]) -> int:
        content = within(self.cache.path)
        return sum(each in content for each in traces)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    made = Site(tmp_path)
    made.rebuild()
    made.ask()
    return made


def test_what_left_or_changed_leaves_no_trace_and_all_else_is_encoded_once(site: Site) -> None:
    left, changed, stays = made_up("companies", 2), made_up("patents", 4), made_up("patents", 5)
    gone = site.traces(left) + site.traces(changed)
    stay = site.traces(stays)
    assert (site.found(gone), site.found(stay)) == (len(gone), len(stay))
    site.library.withdraw("companies", left.id)
    edited = made_up("patents", 4, "mended")
    site.library.put(edited)
    assert site.rebuild().encoded == len(edited.passages)
    assert (site.found(gone), site.found(stay)) == (0, len(stay))
    assert site.ask() == 1
    assert site.rebuild(full=True).encoded == site.ask() == 0


def test_what_two_records_say_stays_with_one_of_them(site: Site) -> None:
    twin, text = made_up("patents", 5), made_up("patents", 5).text
    site.library.put(Document("patents", "TWIN", twin.title, twin.passages))
    site.rebuild()
    traces = site.traces(twin)
    site.library.withdraw("patents", twin.id)
    assert site.rebuild().encoded == 0
    assert site.found(traces) == len(traces)
    assert asked_vectors([f"head of {text}"], site.encoder, site.cache).encoded == 0


def test_a_damaged_file_that_was_moved_aside_goes_too(site: Site) -> None:
    aside = site.cache.path.with_name(f"{site.cache.path.name}.damaged-1")
    aside.write_bytes(b"some vectors")
    site.rebuild(full=True)
    assert not aside.exists()


def test_another_encoders_vectors_of_present_texts_are_kept(site: Site) -> None:
    site.encoder = HashEncoder(revision="2")
    site.library.withdraw("patents", made_up("patents", 5).id)
    assert site.rebuild().encoded
    site.encoder = HashEncoder()
    assert site.rebuild().encoded == 0
    site.library.put(made_up("patents", 5))
    assert site.rebuild().encoded == len(made_up("patents", 5).passages)


def test_while_somebody_reads_the_log_stays_and_nobody_waits_for_long(
    site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(pruning, "CHECKPOINTS", 2)
    gone = site.traces(made_up("companies", 2))
    site.library.withdraw("companies", made_up("companies", 2).id)
    with closing(sqlite3.connect(site.cache.path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM vector").fetchone()
        assert site.rebuild().outcome == "published"
        assert "its log is in use" in caplog.text
        assert site.ask() == 0
        reader.execute("COMMIT")
        site.rebuild(full=True)
        assert site.found(gone) == 0


def _write_on(path: Path, name: int) -> int:
    """Vectors of nobody's, until the file says that it is enough."""
    cache, number = VectorCache(path), 0
    while not path.with_name("enough").exists():
        number += 1
        digits = [f"{name:016x}{number * 3 + each:016x}" for each in range(3)]
        cache.store(INFO, digits, np.full((3, 96), number, dtype=np.float32))
        cache.store_asked(INFO, digits[:1], np.full((1, 96), number, dtype=np.float32), digits[:1])
        cache.fetch_asked(INFO, digits)
        path.with_name(f"writing-{name}").touch()
    return number


def test_others_may_write_and_read_meanwhile(tmp_path: Path) -> None:
    records = Records(tmp_path / "cache.db", random.Random(7))
    records.add(100)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        writing = [pool.submit(_write_on, records.path, name) for name in (1, 2)]
        try:
            while len(list(tmp_path.glob("writing-*"))) < len(writing):
                assert not any(each.done() for each in writing)
                time.sleep(0.05)
            for _ in range(6):
                records.prune(sorted(records.stored)[:12])
                assert records.whole()
        finally:
            records.path.with_name("enough").touch()
        assert all(each.result() for each in writing)
    records.prune([])
    assert records.whole()
    assert records.left() == 0
    assert VectorCache(records.path).count(INFO) == sum(len(entry.vectors) for entry, _, _ in records.stored.values())


EARLIER = """
CREATE TABLE encoder (number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE);
CREATE TABLE vector (
    encoder INTEGER NOT NULL, hash BLOB NOT NULL, checksum INTEGER NOT NULL, value BLOB NOT NULL,
    UNIQUE (encoder, hash)
);
CREATE TABLE entry (
    hash BLOB PRIMARY KEY, maker TEXT NOT NULL, checksum INTEGER NOT NULL, value BLOB NOT NULL
);
"""
"""A file as release 0.2 made it."""


def test_an_earlier_releases_file_is_taken_over_with_nothing_in_its_free_space(site: Site) -> None:
    traces = site.traces(made_up("patents", 5))
    earlier = site.cache.path.with_name("earlier.db")
    with closing(sqlite3.connect(earlier, isolation_level=None)) as connection:
        connection.executescript(f"PRAGMA secure_delete = OFF; {EARLIER}")
        connection.execute("ATTACH ? AS now", (str(site.cache.path),))
        for table in ("encoder", "vector", "entry"):
            connection.execute(f"INSERT INTO {table} SELECT * FROM now.{table}")
        connection.execute("DELETE FROM entry")
        connection.execute("DELETE FROM vector WHERE rowid % 2")
    site.cache = VectorCache(earlier)
    assert site.found(traces)
    site.library.withdraw("patents", made_up("patents", 5).id)
    site.rebuild()
    assert site.found(traces) == 0
    site.ask()
    assert site.rebuild(full=True).encoded == site.ask() == 0


def test_an_earlier_release_reads_and_writes_what_is_left(site: Site) -> None:
    site.library.withdraw("patents", made_up("patents", 5).id)
    site.rebuild()
    with closing(sqlite3.connect(site.cache.path, isolation_level=None)) as connection:
        connection.executescript(EARLIER.replace("TABLE", "TABLE IF NOT EXISTS"))
        rows = connection.execute("SELECT hash, checksum, value FROM vector WHERE encoder = 1").fetchall()
        assert len(rows) == site.cache.count(site.encoder.info) > 0
        assert all(checksum(key, value) == kept for key, kept, value in rows)
        connection.executemany(
            "INSERT OR REPLACE INTO vector (encoder, hash, checksum, value) VALUES (1, ?, ?, ?)", rows
        )
        [entry] = connection.execute("SELECT * FROM entry WHERE length(hash) = 16 LIMIT 1").fetchall()
        connection.execute("INSERT OR REPLACE INTO entry VALUES (?, ?, ?, ?)", entry)
        connection.execute("DELETE FROM entry WHERE maker != ?", (entry[1],))
    assert site.rebuild(full=True).encoded == 0
