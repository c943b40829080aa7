"""Scans records for what the control lists in force name: what waits, one record, or all anew."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Mapping
from typing import Final

from api.service import Service
from corpus.passages import KINDS, Kind
from corpus.store import Store
from matcher.screening.desk import RECORDS_A_BATCH, ScanCount, scan, scan_waiting, scanner_over
from matcher.screening.scanner import Scanner

MOST_A_STEP: Final = 4_000
"""Records that a worker scans before it looks for other work: a few seconds."""
Told = Callable[[Kind, int], None]
"""Is told the kind and how many of it were scanned."""
Listed = frozenset[tuple[str, str, bool]]


class Screener:
    """Keeps what it looks for until other lists are in force; threads may share one."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self._kept: tuple[Listed, Scanner] | None = None

    def scanner(self, store: Store) -> Scanner:
        """Of the lists in force."""
        listed = frozenset((each.id, each.version, each.active) for each in store.screening.lists.versions())
        kept = self._kept
        if kept is None or kept[0] != listed:
            kept = self._kept = (listed, scanner_over(store))
        return kept[1]

    def scan_waiting(
        self, most: int | None = None, *, stop: threading.Event | None = None, told: Told | None = None
    ) -> ScanCount:
        """Scans records whose present text was never scanned with these lists, at most `most` of them.

        In small transactions, so that others write meanwhile; what is done when `stop` is set is kept.
        """
        with self.service.database.reading() as store:
            scanner = self.scanner(store)
        total = ScanCount()
        for kind in KINDS:
            of_kind = 0
            while (most is None or total.scanned < most) and not (stop and stop.is_set()):
                size = RECORDS_A_BATCH if most is None else min(RECORDS_A_BATCH, most - total.scanned)
                done = self._scan_batch(scanner, kind, size)
                if not done.scanned:
                    break
                total, of_kind = total + done, of_kind + done.scanned
                if told is not None:
                    told(kind, of_kind)
        return total

    def scan_all(self, told: Told | None = None) -> ScanCount:
        """Scans every record, whether it was scanned before or not."""
        total = ScanCount()
        for kind in KINDS:
            after: str | None = None
            of_kind = 0
            while True:
                with self.service.database.transaction() as store:
                    store.changes.lock()
                    ids = [row.id for row in store.shelf(kind).page(after, RECORDS_A_BATCH)]
                    done = scan(store, self.scanner(store), kind, ids, self.service.today())
                if not ids:
                    break
                after, total, of_kind = ids[-1], total + done, of_kind + done.scanned
                if told is not None:
                    told(kind, of_kind)
        return total

    def scan_one(self, kind: Kind, record_id: str) -> None:
        """Scans a live record whose present text was not. Leaves one that is not there alone."""
        with self.service.database.reading() as store:
            texts = text_hashes(store, kind, [record_id])
            if all(self.are_scanned(store, kind, texts).values()):
                return
        with self.service.database.transaction() as store:
            store.changes.lock()
            scan(store, self.scanner(store), kind, [record_id], self.service.today())

    def are_scanned(self, store: Store, kind: Kind, texts: Mapping[str, str]) -> dict[str, bool]:
        """Whether these texts (`text_hashes`) were scanned with the lists in force, by id."""
        key = self.scanner(store).key
        clearances = store.screening.clearances(kind, texts)
        scanned = {id_: row.screened_hash for id_, row in clearances.items() if row.scanner == key}
        return {record_id: scanned.get(record_id) == text for record_id, text in texts.items()}

    def _scan_batch(self, scanner: Scanner, kind: Kind, size: int) -> ScanCount:
        with self.service.database.reading() as store:
            if not store.screening.unscreened(kind, scanner.key, limit=1):
                return ScanCount()
        with self.service.database.transaction() as store:
            # Whoever decides takes this lock first, the audit log's after it: in one order, nobody waits for ever.
            store.changes.lock()
            return scan_waiting(store, scanner, kind, self.service.today(), size)


def text_hashes(store: Store, kind: Kind, record_ids: Collection[str]) -> dict[str, str]:
    """The content hash of each record as it is on record, of withdrawn ones too; others are left out."""
    found = {id_: each.content_hash for id_, each in store.documents.summaries(kind, record_ids).items()}
    for record_id in record_ids:
        if record_id not in found and (row := store.shelf(kind).get(record_id, withdrawn=True)):
            found[record_id] = row.content_hash
    return found
