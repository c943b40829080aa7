"""Judgements of matches by the language of what was asked: the latest of an account and pair counts."""

from __future__ import annotations

from datetime import datetime

from corpus.database import Database
from corpus.drafts import NeedDraft
from corpus.records import RelevanceJudgement
from corpus.roles import Caller, Role
from corpus.store.opinions import Opinion
from corpus.text import content_hash
from tests.corpus.store.counting import FIRST_HALF, keep, moment

LOCAL = Caller(Role.ADMINISTRATOR, "tests")


def judged(
    account: str, asked: str, other: str, grade: str | None, at: datetime, *, text: str | None = None
) -> RelevanceJudgement:
    return RelevanceJudgement(
        account=account,
        kind="text" if text else "needs",
        record_id=content_hash(text) if text else asked,
        text=text,
        other_kind="companies",
        other_id=other,
        grade=grade,
        recorded_at=at,
    )


def test_shares_by_language(database: Database, url: str) -> None:
    with database.transaction() as store:
        for name in ("one", "two"):
            store.accounts.create(name, Role.OFFICER, LOCAL)
        wanted = {"N-KO": ("방탄 세라믹", "가벼운 방탄 세라믹"), "N-EN": ("Ceramic armour", "Light ceramic armour")}
        drafts = [{"id": id_, "title": title, "description": text} for id_, (title, text) in wanted.items()]
        store.put("needs", [NeedDraft.model_validate(each) for each in drafts])
    keep(
        url,
        [
            judged("one", "N-KO", "C1", "not", moment(1)),
            judged("one", "N-KO", "C1", "relevant", moment(2)),
            judged("two", "N-KO", "C1", "partly", moment(1)),
            judged("one", "N-EN", "C1", "not", moment(3)),
            judged("two", "N-EN", "C2", "relevant", moment(3)),
            judged("two", "N-EN", "C2", None, moment(4)),
            judged("one", "", "C3", "relevant", moment(5), text="세라믹 노즐을 만드는 업체"),
            judged("one", "", "C3", "relevant", moment(5), text="a nozzle of ceramics"),
            judged("one", "", "C4", "relevant", moment(7), text="after the span"),
        ],
    )
    with database.reading() as store:
        found = store.opinions.by_language(FIRST_HALF)
    assert found == {"en": Opinion(1, 0, 1), "ko": Opinion(2, 1, 0)}
    assert found["ko"].judged == 3
