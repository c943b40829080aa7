"""Notes which matches readers were shown, without keeping any reader waiting.

An answer only leaves its pairs in a bounded buffer of the process; a thread writes them every few seconds, or as soon
as there are many, and at the end. What a crash takes with it is lost: these are a statistic and no decision.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

import structlog

from corpus.database import Database
from corpus.passages import Kind
from corpus.problems import Refused
from corpus.roles import Caller
from corpus.store import RecordSummary
from corpus.store.keys import Pair, RecordKey
from corpus.store.shown import Shown
from corpus.text import clean, content_hash
from matcher.judgement import Asking, Judgement
from matcher.match import KIND_OF, Answer, Query
from matcher.programmes.verdicts import Outcome

log = structlog.get_logger(__name__)

FLUSH_SECONDS: Final = 3.0
FLUSH_PAIRS: Final = 200
MOST_WAITING: Final = 5_000
"""Where the database does not keep up, further pairs are let go."""
REMEMBERED: Final = 20_000
"""Pairs that this process has noted lately are not taken to the database again."""
TEXT: Final = "text"


class ShownLog:
    """Safe in any number of threads. Its own thread begins with the first pair."""

    def __init__(self, database: Database, seconds: float = FLUSH_SECONDS) -> None:
        """`seconds` is how long a pair waits at most to be written."""
        self._database = database
        self._seconds = seconds
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._waiting: dict[Pair, Shown] = {}
        self._known: OrderedDict[Pair, None] = OrderedDict()
        self._dropped = 0
        self._full = threading.Event()
        self._over = threading.Event()
        self._thread: threading.Thread | None = None

    def note(self, answer: Answer, caller: Caller) -> None:
        """Takes note that a reader gets this answer."""
        at = datetime.now(UTC)
        self.add(_shown(answer, caller, at))

    def add(self, pairs: Iterator[Shown]) -> None:
        """Pairs that are new to this process wait to be written."""
        with self._lock:
            for shown in pairs:
                if shown.pair in self._known or shown.pair in self._waiting:
                    continue
                if len(self._waiting) >= MOST_WAITING:
                    self._dropped += 1
                    continue
                self._waiting[shown.pair] = shown
            if self._waiting and self._thread is None and not self._over.is_set():
                self._thread = threading.Thread(target=self._run, name="shown-matches", daemon=True)
                self._thread.start()
            if len(self._waiting) >= FLUSH_PAIRS:
                self._full.set()

    def flush(self) -> int:
        """Writes what waits and says how many pairs that were. What cannot be written now waits on."""
        with self._writing:
            with self._lock:
                taken, self._waiting = self._waiting, {}
                dropped, self._dropped = self._dropped, 0
                self._full.clear()
            if dropped:
                log.warning("shown_matches_dropped", count=dropped)
            if not taken:
                return 0
            try:
                with self._database.transaction() as store:
                    store.shown.note(list(taken.values()))
            except Refused as refused:
                log.warning("shown_matches_not_written", count=len(taken), code=refused.problem.code)
                with self._lock:
                    self._waiting = {**taken, **self._waiting}
                return 0
            self._remember(taken)
            return len(taken)

    def close(self) -> None:
        """Ends the thread and writes what waits; a pair that comes later begins another."""
        with self._lock:
            ending, self._thread = self._thread, None
            self._over.set()
            self._full.set()
        if ending is not None:
            ending.join()
        self._over.clear()
        self.flush()

    def _remember(self, written: dict[Pair, Shown]) -> None:
        with self._lock:
            self._known.update(dict.fromkeys(written))
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)

    def _run(self) -> None:
        while not self._over.is_set():
            self._full.wait(self._seconds)
            self.flush()


def _shown(answer: Answer, caller: Caller, at: datetime) -> Iterator[Shown]:
    """The answer's matches, of one with a credible match. Records of one kind are merely alike, unless a track runs
    between them."""
    if not answer.credible:
        return
    asked = _asked(answer.query)
    for match in answer.matches:
        found = RecordKey(answer.to, match.id)
        if asked.kind == found.kind and not match.judgement.tracks.found:
            continue
        company = _company(answer.record, match.record)
        yield Shown(
            pair=Pair.of(asked, found),
            role=caller.role.value,
            language=answer.query.language,
            region=company.region if company else None,
            size=company.size if company else None,
            tracks=tuple(sorted(match.judgement.tracks.found)),
            programmes=_programmes(match.judgement),
            labels=_labels(answer.asking, answer.to, match.judgement),
            at=at,
        )


def _asked(query: Query) -> RecordKey:
    if query.kind == TEXT or query.id is None:
        return RecordKey(TEXT, content_hash(clean(query.text)))
    return RecordKey(KIND_OF[query.kind], query.id)


def _company(asking: RecordSummary | None, found: RecordSummary) -> RecordSummary | None:
    """The pair's company: the candidate, else who asks."""
    return next((each for each in (found, asking) if each is not None and each.kind == "companies"), None)


def _programmes(judgement: Judgement) -> tuple[str, ...]:
    return tuple(sorted(each.verdict.programme for each in judgement.standings if each.outcome is Outcome.ELIGIBLE))


def _labels(asking: Asking, to: Kind, judgement: Judgement) -> tuple[str, ...]:
    """Those of the pair's patents and needs, which are what it is about; without any, those of the candidate."""
    candidate = frozenset(each.name for each in judgement.labels or ())
    asked = frozenset(asking.labels or ())
    subjects = asking.key is not None and asking.key.kind != "companies"
    if to == "companies":
        return tuple(sorted(asked if subjects else candidate))
    return tuple(sorted(asked | candidate if subjects else candidate))
