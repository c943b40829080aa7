"""Candidates as lines of a table: who asks, who answers, and what is concluded about the two."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from api.exporting import Column, Row, Value
from api.language import COMMANDS, Words
from api.schemas.judgements import Reader
from corpus.passages import Kind
from corpus.store import RecordSummary
from matcher.judgement import Judgement
from matcher.match import KIND_OF, Answer, Evidence, Match
from matcher.programmes.catalogue import Catalogue
from matcher.programmes.verdicts import Outcome

LONGEST_TITLE = 300
"""Characters of a plain text that stand for its title."""
NO_EVIDENCE = Evidence((), ())


@dataclass(frozen=True, slots=True)
class Asker:
    """The record that asks; a plain text has no kind and no id."""

    kind: Kind | None
    id: str
    title: str
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class Stamp:
    """What is needed to repeat a line: index, rules, day and weights."""

    generation: str
    rules: str
    judged_on: date
    weights: str


@dataclass(frozen=True, slots=True)
class Line:
    """One candidate of one asker. `rank` counts the shown ones from 1, `score` is a probability.

    `credible` says whether the asker has any match worth being called one.
    """

    asker: Asker
    rank: int
    score: float
    record: RecordSummary
    judgement: Judgement
    stamp: Stamp
    evidence: Evidence | None = None
    credible: bool = True


def columns(reader: Reader, *, evidence: bool = False) -> list[Column]:
    """The headings of `cells`, one a programme that judges among them; with `evidence` what carries the match."""
    told = Words(reader.language, COMMANDS)
    names = {code: label.in_language(reader.language) for code, label in reader.labels.items()}
    kinds: dict[str, str] = {kind: told(kind.capitalize()) for kind in KIND_OF.values()}
    outcomes: dict[str, str] = {outcome.value: told(outcome.value) for outcome in Outcome}
    return [
        Column("asking_kind", told("Asking kind"), kinds),
        Column("asking_id", told("Asking id")),
        Column("asking_title", told("Asking title")),
        Column("asking_owner", told("Asking owner")),
        Column("rank", told("Rank")),
        Column("score", told("Score")),
        Column("credible", told("Credible"), {"yes": told("yes"), "no": told("no")}),
        Column("kind", told("Kind"), kinds),
        Column("id", told("Id")),
        Column("title", told("Title")),
        Column("title_en", told("English title")),
        Column("owner", told("Owner")),
        Column("country", told("Country")),
        Column("region", told("Region")),
        Column("tracks", told("Tracks"), names),
        Column("open_tracks", told("Open tracks"), names),
        *(Column(each, names.get(each, each), outcomes) for each in reader.catalogue.judging),
        Column("shared_areas", told("Shared areas"), names),
        Column("trl_gap", told("TRL gap")),
        Column("generation", told("Generation")),
        Column("rules", told("Rules version")),
        Column("judged_on", told("Judged on")),
        Column("weights", told("Weights")),
        *((Column("passages", told("Passages")), Column("uncovered", told("Not covered"))) if evidence else ()),
    ]


def cells(line: Line, reader: Reader, *, evidence: bool = False) -> Row:
    """A line in the order of `columns`."""
    why = line.evidence or NO_EVIDENCE
    shown = (tuple(pair.passage for pair in why.pairs), why.uncovered) if evidence else ()
    record, judgement, stamp = line.record, line.judgement, line.stamp
    return [
        *(line.asker.kind, line.asker.id, line.asker.title, line.asker.owner),
        *(line.rank, line.score, line.credible),
        *(record.kind, record.id, record.title, record.title_en, owner_of(record)),
        *(record.country, record.region),
        *(tuple(sorted(judgement.tracks.found)), tuple(sorted(judgement.tracks.open))),
        *_outcomes(judgement, reader.catalogue),
        tuple(label.name for label in judgement.labels or () if label.shared),
        judgement.bridge.gap if judgement.bridge else None,
        *(stamp.generation, stamp.rules, stamp.judged_on, stamp.weights),
        *shown,
    ]


def owner_of(record: RecordSummary) -> str | None:
    """Whose the record is; None for a company, which is its own."""
    body = record.owner or record.organisation
    return body if body != record.title else None


def lines_of(answer: Answer, asking: RecordSummary | None) -> Iterator[Line]:
    """The matches of an answer; `asking` is the record that asks, None for a plain text."""
    query = answer.query
    kind = None if query.kind == "text" else KIND_OF[query.kind]
    title = query.title or query.text[:LONGEST_TITLE]
    asker = Asker(kind, query.id or "", title, owner_of(asking) if asking else None)
    for match in answer.matches:
        yield Line(
            *(asker, match.rank, match.score, match.record, match.judgement, _stamp(match), match.evidence),
            credible=answer.credible,
        )


def _stamp(match: Match) -> Stamp:
    receipt = match.receipt
    return Stamp(receipt.generation, receipt.rules, receipt.judged_on, receipt.weights)


def _outcomes(judgement: Judgement, catalogue: Catalogue) -> list[Value]:
    found = {each.verdict.programme: each.outcome for each in judgement.standings}
    return [found.get(programme) for programme in catalogue.judging]
