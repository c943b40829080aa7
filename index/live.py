"""The searcher of a running process: follows new generations and the corpus's changes.

Each request asks for the current searcher, which costs a file's status and one number from the corpus while
nothing changed. A few changed records are prepared at once, so that a written record is found by the next search;
many are prepared in the background, newest first. A new generation is loaded in the background while the old one
serves, and taken over by swapping one reference.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.passages import KINDS, Document, Kind
from index.cache import VectorCache
from index.encoder import Encoder, EncoderInfo
from index.entries import record_hash
from index.following import ChangeFeed, DocumentSource, Followed, Following
from index.fresh import FreshSegment
from index.generation import Generations
from index.labels import Labeller, LabelScheme
from index.loaded import Loaded
from index.loading import RETRY_SECONDS, Loader, Stamp
from index.preparing import Awaiting, Outcome, Preparer
from index.searcher import EMPTY, Searcher
from index.segment import Segment

FRESH_LIMIT = 2_000
AT_ONCE = 32
"""Changed records that a request prepares itself: about a second on two cores."""
NEWEST = 8
"""Of more than that, so many are prepared by the request all the same, the newest."""
READ_AT_ONCE = 512
"""Changed records that a request reads for the background: more would make it wait."""
CHANGES_A_PAGE = 5_000
NEVER = math.inf


@dataclass(frozen=True, slots=True)
class LiveSettings:
    """`threads` bounds one search, `fresh_limit` the records beside the generation: the newest are kept."""

    threads: int = 1
    fresh_limit: int = FRESH_LIMIT
    at_once: int = AT_ONCE


@dataclass(frozen=True, slots=True)
class LiveStatus:
    """`problem` is the code of what keeps a newer generation or changed records out, "" if nothing does.

    `vectors` names the engine that has the generation's vectors, "" before the first.
    """

    generation: str
    sequence: int
    fresh: int
    pending: int
    loading: bool
    preparing: bool
    problem: str
    vectors: str


class LiveIndex:
    """One for the process; `current` may be called from any number of threads."""

    def __init__(
        self,
        generations: Generations,
        encoder: Encoder,
        cache: VectorCache,
        settings: LiveSettings | None = None,
        labeller: Labeller | None = None,
    ) -> None:
        """The labeller must be the rebuild's: labels of a generation by another one count as unknown."""
        self._generations = generations
        self._encoder = encoder
        self._settings = settings or LiveSettings()
        self._loader = Loader(generations, encoder, self._settings.threads)
        self._preparer = Preparer(encoder, cache, labeller)
        self._changing = threading.Lock()
        self._searcher: Searcher | None = None
        self._loaded: Loaded | None = None
        self._stamp: Stamp | None = None
        self._following = Following(0)
        self._again_at = NEVER

    def current(self, changes: ChangeFeed, documents: DocumentSource) -> Searcher:
        """The searcher for one request, which keeps it to its end. Both sources must show one state of the corpus.

        Raises Unavailable where there is a generation but none was ever loaded: `encoder_mismatch`,
        `index_damaged`, `index_format`, `vectors_elsewhere`, `vectors_unavailable`.
        """
        searcher = self._searcher
        # What is followed may already be ahead of what is searched: another thread is just preparing it.
        whole = searcher is not None and changes.last() <= searcher.sequence
        if searcher is not None and whole and self._generations.stamp() == self._stamp and not self._is_due():
            return searcher
        with self._changing:
            # Asked again under the lock: another thread may just have taken over a newer one.
            adopted = self._adopt(self._generations.stamp())
            news = adopted or changes.last() > self._following.seen
            if news:
                self._note(changes)
            prepared = (news or self._is_due()) and self._prepare(documents)
            if self._searcher is None or news or prepared or self._searcher.sequence < self._following.seen:
                self._searcher = self._assembled()
            return self._searcher

    @property
    def encoder(self) -> EncoderInfo:
        return self._encoder.info

    @property
    def scheme(self) -> LabelScheme:
        return self._preparer.scheme

    def status(self) -> LiveStatus:
        """What serves and what holds things up, for operators."""
        with self._changing:
            searcher = self._searcher
            return LiveStatus(
                generation=searcher.generation if searcher else EMPTY,
                sequence=searcher.sequence if searcher else 0,
                fresh=sum(map(len, self._following.ready().values())),
                pending=self._following.pending(),
                loading=self._loader.busy,
                preparing=self._preparer.busy,
                problem=self._loader.problem or self._preparer.problem,
                vectors=self._loaded.manifest.vectors.engine if self._loaded else "",
            )

    def settle(self, seconds: float = 60.0) -> None:
        """Waits for the background; a generation that has arrived is taken over by the next `current`."""
        self._loader.wait(seconds)
        self._preparer.wait(seconds)

    def _is_due(self) -> bool:
        """Whether records were left over for a later look, and it is time."""
        return time.monotonic() >= self._again_at and not self._preparer.busy

    def _adopt(self, stamp: Stamp | None) -> bool:
        """Takes over the generation of that stamp. False if there is none new, or it is still on its way."""
        if stamp is None or stamp == self._stamp:
            return False
        loaded = self._loader.now(stamp) if self._searcher is None else self._loader.arrived(stamp)
        if loaded is None:
            return False
        self._loaded, self._stamp = loaded, stamp
        self._loader.forget()
        return True

    def _note(self, changes: ChangeFeed) -> None:
        """Reads what changed since the last look, or since the generation's own number if that is a new one."""
        start = self._loaded.manifest.sequence if self._loaded else 0
        earlier = None
        if self._following.start != start:
            earlier, self._following = self._following, Following(start)
        page = changes.since(self._following.seen, CHANGES_A_PAGE)
        while page:
            self._following.note(page, earlier)
            page = changes.since(self._following.seen, CHANGES_A_PAGE) if len(page) == CHANGES_A_PAGE else ()

    def _prepare(self, documents: DocumentSource) -> bool:
        """Makes changed records searchable: at once if they are few, else the newest, and the rest in the background.

        So a record that somebody writes during a large import is found by the next search all the same. True if
        anything came of it.
        """
        busy = self._preparer.busy
        due = self._following.due(self._settings.fresh_limit, busy)
        few = len(due) <= self._settings.at_once
        newest, rest = (due, ()) if few else (due[:NEWEST], due[NEWEST:])
        # If preparing fails in a way that nobody foresaw, what is due is looked at again.
        self._again_at = time.monotonic() + RETRY_SECONDS
        awaiting = self._read(newest, documents)
        outcomes = self._preparer.now(awaiting) if awaiting else []
        self._again_at = NEVER
        self._apply(outcomes)
        if rest:
            self._again_at = 0.0 if busy or len(rest) > READ_AT_ONCE else NEVER
            # While the background is busy the rest waits, or every search during a large import would read anew.
            if not busy:
                self._preparer.in_background(self._read(rest[:READ_AT_ONCE], documents), self._deliver)
        return bool(newest)

    def _read(self, due: Sequence[Followed], documents: DocumentSource) -> list[Awaiting]:
        """What is due and not published already, as documents, newest first."""
        found: dict[tuple[Kind, str], Document] = {}
        for kind in KINDS:
            ids = [followed.record_id for followed in due if followed.kind == kind]
            if ids:
                found |= {(kind, record_id): each for record_id, each in documents.many(kind, ids).items()}
        awaiting = []
        for followed in due:
            document = found.get((followed.kind, followed.record_id))
            if document is None:
                followed.gone = True
            elif self._is_published(document):
                followed.same = True
                followed.fresh = None
            else:
                followed.queued = True
                awaiting.append(Awaiting(followed.seq, document))
        return awaiting

    def _is_published(self, document: Document) -> bool:
        """Whether the generation has this very text, as after a change that was taken back."""
        segment = self._segments().get(document.kind)
        number = segment.numbers.get(document.id) if segment else None
        return segment is not None and number is not None and segment.record_hash(number) == record_hash(document)

    def _deliver(self, outcomes: list[Outcome]) -> None:
        """From the background."""
        with self._changing:
            self._apply(outcomes)
            self._searcher = self._assembled()

    def _apply(self, outcomes: Sequence[Outcome]) -> None:
        """A record that was changed again meanwhile is left to its later turn."""
        for outcome in outcomes:
            document = outcome.awaiting.document
            followed = self._following.at(document.kind, document.id, outcome.awaiting.seq)
            if followed is not None:
                followed.queued = False
                if outcome.fresh is not None:
                    followed.fresh, followed.fresh_seq = outcome.fresh, outcome.awaiting.seq
                else:
                    self._again_at = time.monotonic() + RETRY_SECONDS

    def _segments(self) -> Mapping[Kind, Segment]:
        return self._loaded.segments if self._loaded else {}

    def _assembled(self) -> Searcher:
        ready, withdrawn, segments = self._following.ready(), self._following.withdrawn(), self._segments()
        info, vocabulary, scheme = self.encoder, self._preparer.vocabulary, self.scheme
        fresh = {
            kind: FreshSegment.of(
                ready[kind], withdrawn[kind], segments.get(kind), vocabulary, info.dimension, scheme=scheme
            )
            for kind in KINDS
        }
        return Searcher.of(
            info,
            segments,
            fresh,
            generation=self._loaded.manifest.name if self._loaded else EMPTY,
            sequence=self._following.seen,
            pending=self._following.pending(),
            scheme=scheme,
        )
