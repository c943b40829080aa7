"""Rows of cases, shown matches, ledger and judgements, put in place as they are: for what counts them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlalchemy import create_engine
from sqlmodel import Session, SQLModel

from corpus.drafts import CompanyDraft
from corpus.records import Case, Commitment, ShownMatch
from corpus.store.statistics import Span


def moment(month: int, day: int = 1, hour: int = 0) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


FIRST_HALF = Span(tuple(moment(month) for month in range(1, 8)))
"""January to June of 2026, in six months."""


@contextmanager
def rows_in(url: str) -> Iterator[Session]:
    engine = create_engine(url)
    with Session(engine) as session:
        yield session
        session.commit()
    engine.dispose()


def keep(url: str, rows: Sequence[SQLModel]) -> None:
    with rows_in(url) as session:
        for row in rows:
            session.add(row)
            session.flush()


def company(id_: str, region: str | None, size: str | None) -> CompanyDraft:
    told = {"id": id_, "name": f"Firm {id_}", "country": "KR", "region": region, "size": size}
    return CompanyDraft.model_validate({**told, "profile": {"summary": "Makes parts."}})


def case(number: int, at: datetime, company_id: str = "C1", **changes: object) -> Case:
    usual = {
        "id": number,
        "reference": f"CMT-2026-{number:05}",
        "subject_kind": "patents",
        "subject_id": f"P{number}",
        "company_id": company_id,
        "title": "A patent",
        "company_name": "A firm",
        "stage": "shortlisted",
        "opened_by": "officer",
        "created_at": at,
        "updated_at": at,
    }
    return Case(**{**usual, **changes})


def shown(
    subject: str,
    at: datetime,
    tracks: Sequence[str] = (),
    programmes: Sequence[str] = (),
    labels: Sequence[str] = (),
    **changes: object,
) -> ShownMatch:
    usual = {
        "kind": "companies",
        "record_id": "C1",
        "other_kind": "patents",
        "other_id": subject,
        "role": "officer",
        "language": "ko",
        "shown_at": at,
        "tracks": list(tracks),
        "programmes": list(programmes),
        "labels": list(labels),
    }
    return ShownMatch(**{**usual, **changes})


def booking(reference: str, amount: int, at: datetime, **changes: object) -> Commitment:
    usual = {
        "programme_id": "civmil-cooperation",
        "track": "spin-off",
        "year": 2026,
        "amount": amount,
        "case_reference": reference,
        "actor": "officer",
        "recorded_at": at,
    }
    return Commitment(**{**usual, **changes})
