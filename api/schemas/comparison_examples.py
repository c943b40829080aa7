"""What comparisons and judgements look like, for the schema's readers. All of it is fictional."""

from __future__ import annotations

from typing import Any, Final, cast

from pydantic.config import JsonDict

from api.schemas.examples import ANSWER, DAY, SUMMARY

MATCH: Final[dict[str, Any]] = cast(Any, ANSWER["matches"])[0]
COMPARISON: Final[JsonDict] = {
    "query": ANSWER["query"],
    "to": "companies",
    "candidates": [
        {
            **{name: MATCH[name] for name in ("record", "evidence", "judgement", "receipt")},
            "neighbours": {
                "place": {"rank": 1, "score": 0.84, "standing": "likely", "record": MATCH["record"]},
                "next_best": [{"rank": 2, "score": 0.31, "standing": "possible", "record": SUMMARY}],
                "similar": [SUMMARY],
            },
        }
    ],
}
POSITION: Final[JsonDict] = {"record": SUMMARY, "rank": 37, "score": 0.01, "views": {"best": 0.41}}
WHY_NOT: Final[JsonDict] = {
    "id": "hanul-ceramics",
    "record": SUMMARY,
    "reasons": [{"cause": "filter", "name": "size", "values": ["large"]}],
    "considered": 412,
    "shown": 10,
    "position": None,
    "unfiltered": POSITION,
    "last": {**POSITION, "rank": 10, "score": 0.06},
    "judgement": MATCH["judgement"],
    "evidence": MATCH["evidence"],
}
JUDGED: Final[JsonDict] = {
    "patent": "KR1020210000001",
    "to": "companies",
    "candidate": "hanul-ceramics",
    "grade": "partly",
    "reason": "too-low-trl",
    "note": "양산 경험 확인 필요",
}
JUDGEMENTS: Final[JsonDict] = {
    "items": [
        {
            "id": 7,
            "account": "officer.kim",
            "kind": "patents",
            "record_id": "KR1020210000001",
            "text": None,
            "other_kind": "companies",
            "other_id": "hanul-ceramics",
            "grade": "partly",
            "reason": "too-low-trl",
            "note": "양산 경험 확인 필요",
            "recorded_at": DAY,
        }
    ],
    "next": None,
}
