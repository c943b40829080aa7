"""Which of the ranked candidates are shown: families share a place, verdicts select, exposure options arrange."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from corpus.drafts import CompanySize
from corpus.problems import Invalid
from corpus.store import RecordSummary
from matcher.exposure import Arranged, Candidate, arranged
from matcher.judgement import Asking, Judgement
from matcher.judging import Judging
from matcher.match import MatchRequest
from matcher.retrieval import Ranked

FAMILY_MARGIN = 3
"""Patents read per match wanted: members of one family share a place in the list."""
GONE_MARGIN = 2
"""Candidates read beyond those wanted: one that was just withdrawn stands in the index for a moment."""
EXPOSURE_MARGIN = 10
"""Places looked at per match wanted where exposure options choose among them."""
SELECTED_AT_ONCE = 200
TOP_LIMIT = 100
SMALL = frozenset({CompanySize.MICRO, CompanySize.SMALL, CompanySize.MEDIUM})


@dataclass(frozen=True, slots=True)
class Place:
    """One place in the list: the best member of a family, its row among the ranked, and the ids of the others."""

    row: int
    summary: RecordSummary
    judgement: Judgement
    family: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    places: tuple[Place, ...]
    arrangement: Arranged | None = None


def check_list(request: MatchRequest) -> None:
    """Raises Invalid `bad_top` or `sme_share_of_companies` for a list that there cannot be."""
    if not 1 <= request.top <= TOP_LIMIT:
        raise Invalid.because("bad_top", "top", request.top, limit=TOP_LIMIT)
    if request.sme_share is not None and request.to != "companies":
        raise Invalid.because("sme_share_of_companies", "sme_share", request.sme_share)


def choose(
    request: MatchRequest, ranked: Ranked, judging: Judging, asking: Asking, own: RecordSummary | None
) -> Choice:
    """The shown places, best first. `own` is the asking record: its patent family stands nowhere."""
    wanted = request.top * (EXPOSURE_MARGIN if request.arranges else 1)
    families: dict[str, list[Place]] = {}
    own_family = own.family_id if own is not None and own.kind == request.to else None
    for place in _admitted(request, ranked, judging, asking):
        family = place.summary.family_id
        if own_family is None or family != own_family:
            families.setdefault(family or place.summary.id, []).append(place)
        if len(families) > wanted:
            break
    places = [
        Place(first.row, first.summary, first.judgement, tuple(each.summary.id for each in others))
        for first, *others in families.values()
    ][:wanted]
    if not request.arranges:
        return Choice(tuple(places))
    by_id = {place.summary.id: place for place in places}
    candidates = [_candidate(place) for place in places]
    arrangement = arranged(candidates, request.top, sme_share=request.sme_share, per_firm=request.per_firm)
    return Choice(tuple(by_id[record_id] for record_id in arrangement.order), arrangement)


def _admitted(request: MatchRequest, ranked: Ranked, judging: Judging, asking: Asking) -> Iterator[Place]:
    """Candidates that are still on record and have what was asked for, read some at a time."""
    size = request.top * FAMILY_MARGIN if request.to == "patents" else request.top + GONE_MARGIN
    if request.selects or request.arranges:
        size = SELECTED_AT_ONCE
    for start in range(0, len(ranked.ids), size):
        ids = ranked.ids[start : start + size]
        summaries = judging.store.documents.summaries(request.to, ids)
        judgements = judging.judged(asking, request.to, list(summaries))
        for row, record_id in enumerate(ids, start=start):
            judgement = judgements.get(record_id)
            if judgement is not None and request.admits(judgement):
                yield Place(row, summaries[record_id], judgement, ())


def _candidate(place: Place) -> Candidate:
    """By its row, for those that stand in order may have one score."""
    record = place.summary
    small = None if record.size is None else record.size in SMALL
    return Candidate(record.id, -float(place.row), record.organisation_id or record.id, small)
