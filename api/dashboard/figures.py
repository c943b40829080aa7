"""The dashboard as officials read it, the same for API, pages and files: `docs/dashboard.md` tells each figure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from api.dashboard.naming import LANGUAGES, NOT_TOLD, SHARES, TOTAL
from api.dashboard.period import Period
from api.programmes.counting import STAGE_NAMES
from api.programmes.reading import ProgrammeView
from api.schemas.dashboard import (
    CeilingLine,
    DashboardRecord,
    EnteredFigure,
    Freshness,
    JobsShown,
    LanguageLine,
    Line,
    PeriodShown,
    ReasonLine,
    SmeLine,
    StageLine,
    StepLine,
    YearLine,
)
from api.schemas.programmes import ProgrammeRecord
from api.service import Service
from corpus.disclosure import TIERS
from corpus.passages import KINDS
from corpus.problems import Unavailable
from corpus.regions import region_spellings
from corpus.roles import Caller
from corpus.store import Store
from corpus.store.funnel import shares
from corpus.store.opinions import Opinion
from corpus.store.statistics import Booked, Counts, Dimension, Key
from corpus.text import Language
from corpus.wording.case_labels import REASON_LABELS, STAGE_LABELS
from index.manifest import Manifest
from matcher.choosing import SMALL
from matcher.golden import KNOWN
from matcher.snapshot import searcher_over

SIZES: Final = frozenset(size.value for size in SMALL)
HOUR: Final = 3_600
NOBODY: Final = Opinion(0, 0, 0)


@dataclass(frozen=True, slots=True)
class Dashboard:
    """One official's view at one moment: `store` shows every tier."""

    service: Service
    store: Store
    caller: Caller
    language: Language
    period: Period
    now: datetime

    def record(self) -> DashboardRecord:
        """All of it."""
        view = ProgrammeView.of(self.service, self.store, self.caller, self.language, tagged=False)
        programmes = view.programmes().items
        serving = _serving(self.service)
        by_month = self._counts(Dimension.MONTH)
        return DashboardRecord(
            period=PeriodShown(first=self.period.first, last=self.period.last, zone=self.period.zone.key),
            totals=_line(None, TOTAL.in_language(self.language), by_month, by_month.keys),
            tracks=self._tracks(view),
            programmes=self._programmes(view),
            areas=self._areas(view),
            regions=self._regions(),
            months=[_line(f"{day:%Y-%m}", f"{day:%Y-%m}", by_month, [at]) for at, day in enumerate(self.period.months)],
            ceilings=list(_ceilings(programmes)),
            years=self._years(),
            funnel=self._funnel(),
            declined=self._declined(),
            sme=self._sme(),
            languages=self._languages(_measured(serving)),
            steps=self._steps(),
            jobs=self._jobs(),
            figures=list(_figures(programmes)),
            index=self._freshness(serving),
        )

    def _counts(self, by: Dimension, among: frozenset[str] | None = None) -> Counts:
        return self.store.statistics.counts(self.period.span, by, among)

    def _tracks(self, view: ProgrammeView) -> list[Line]:
        counts = self._counts(Dimension.TRACK)
        codes = ["spin-off", "spin-on", "spin-up"]
        return [*(_line(code, view.named(code), counts, [code]) for code in codes), *self._rest(counts, "track")]

    def _programmes(self, view: ProgrammeView) -> list[Line]:
        """Those that judge matches, and others with an entry in the books."""
        counts = self._counts(Dimension.PROGRAMME)
        known = view.rules.catalogue.programmes
        told = [code for code in known if known[code].criteria or code in counts.keys]
        gone = sorted(key for key in counts.keys - known.keys() if isinstance(key, str))
        lines = [_line(code, view.named(code), counts, [code]) for code in (*told, *gone)]
        return [*lines, *self._rest(counts, "programme")]

    def _areas(self, view: ProgrammeView) -> list[Line]:
        areas = view.rules.catalogue.facets["areas"].members
        counts = self._counts(Dimension.LABEL, frozenset(areas))
        lines = [_line(code, name.in_language(self.language), counts, [code]) for code, name in areas.items()]
        return [*lines, *self._rest(counts, "area")]

    def _regions(self) -> list[Line]:
        """A province under one name, however its companies write it; the busiest first."""
        counts = self._counts(Dimension.REGION)
        spelt: dict[str, list[Key]] = {}
        for key in counts.keys:
            if isinstance(key, str):
                spelt.setdefault(region_spellings(key)[0], []).append(key)
        lines = [_line(name, self._region_named(name), counts, keys) for name, keys in spelt.items()]
        lines.sort(key=lambda line: (-line.cases, -line.matches, -line.amount, line.code or ""))
        return [*lines, *self._rest(counts, "region")]

    def _region_named(self, name: str) -> str:
        spellings = region_spellings(name)
        latin = [each for each in spellings if each.isascii()]
        return latin[0] if self.language == "en" and latin else name

    def _rest(self, counts: Counts, what: str) -> Iterator[Line]:
        """What none of the named values holds, where there is any."""
        if None in counts.keys:
            yield _line(None, NOT_TOLD[what].in_language(self.language), counts, [None])

    def _years(self) -> list[YearLine]:
        """From the first to the last year that anything is booked for; those between too."""
        found = {each.year: each for each in self.store.ledger.years()}
        years = range(min(found), max(found) + 1) if found else ()
        return [
            YearLine(year=year, amount=found[year].amount, cases=found[year].cases)
            if year in found
            else YearLine(year=year, amount=0, cases=0)
            for year in years
        ]

    def _funnel(self) -> list[StageLine]:
        line = self.store.funnel.of(self.period.span)
        opened, conversion = line[0].cases, shares(line)
        return [
            StageLine(
                stage=each.stage.value,
                name=STAGE_LABELS[each.stage.value][self.language],
                cases=each.cases,
                share=each.cases / opened if opened else None,
                conversion=conversion[each.stage],
                standing=each.standing,
                declined=each.declined,
                stays=each.stays,
                days=each.days,
            )
            for each in line
        ]

    def _declined(self) -> list[ReasonLine]:
        """The most frequent reason first."""
        found = {
            None if key is None else str(key): n for key, n in self.store.statistics.declined(self.period.span).items()
        }
        whole = sum(found.values())
        ordered = sorted(found.items(), key=lambda pair: (-pair[1], pair[0] or ""))
        return [
            ReasonLine(reason=reason, name=self._reason_named(reason), cases=cases, share=cases / whole)
            for reason, cases in ordered
        ]

    def _reason_named(self, reason: str | None) -> str:
        if reason is None:
            return NOT_TOLD["reason"].in_language(self.language)
        return REASON_LABELS[reason][self.language]

    def _sme(self) -> list[SmeLine]:
        counts = self._counts(Dimension.SIZE)
        return [
            self._sme_line("matches", counts.matches),
            self._sme_line("cases", counts.opened),
            self._sme_line("licences", counts.licensed),
        ]

    def _sme_line(self, of: str, sizes: Mapping[Key, int]) -> SmeLine:
        small = sum(number for size, number in sizes.items() if size in SIZES)
        known = sum(number for size, number in sizes.items() if size is not None)
        share = small / known if known else None
        told = {"of": of, "name": SHARES[of].in_language(self.language), "unknown": sizes.get(None, 0)}
        return SmeLine.model_validate({**told, "small": small, "known": known, "share": share})

    def _languages(self, measured: Manifest | None) -> list[LanguageLine]:
        """Both languages of the service, and any other that somebody asked in."""
        by_gate = measured.languages if measured else {}
        opinions = self.store.opinions.by_language(self.period.span)
        codes = dict.fromkeys((*LANGUAGES, *by_gate, *opinions))
        lines: list[LanguageLine] = []
        for code in codes:
            gate, opinion = by_gate.get(code), opinions.get(code, NOBODY)
            lines.append(
                LanguageLine(
                    language=code,
                    name=LANGUAGES[code].in_language(self.language) if code in LANGUAGES else code,
                    quality=gate.quality if gate else None,
                    questions=gate.questions if gate else 0,
                    judged=opinion.judged,
                    relevant=opinion.relevant,
                    partly=opinion.partly,
                    not_relevant=opinion.not_relevant,
                    share=opinion.relevant / opinion.judged if opinion.judged else None,
                )
            )
        return lines

    def _steps(self) -> list[StepLine]:
        found = self.store.statistics.steps(self.period.first, self.period.last)
        return [
            StepLine(stage=stage, name=STAGE_NAMES[stage].in_language(self.language), number=number)
            for stage, number in found.items()
        ]

    def _jobs(self) -> JobsShown:
        found = self.store.statistics.jobs(self.period.span)
        return JobsShown(expected=found.expected, reached=found.reached)

    def _freshness(self, serving: Sequence[Manifest]) -> Freshness:
        """Of what serves now; nothing of it where the index cannot be read, which the page of the index tells."""
        built = min((datetime.fromisoformat(each.created) for each in serving), default=None)
        measured = _measured(serving)
        try:
            searcher = searcher_over(self.service.index, self.store)
        except Unavailable:
            searcher = None
        return Freshness(
            generation=searcher.generation if searcher else "",
            built=built,
            hours=round((self.now - built).total_seconds() / HOUR, 1) if built else None,
            pending=searcher.pending if searcher else 0,
            recorded=sum(self.store.documents.count(kind) for kind in KINDS),
            searchable=sum(searcher.count(kind) for kind in KINDS) if searcher else 0,
            measure="" if measured is None else KNOWN if measured.golden == KNOWN else "judged",
        )


def _line(code: str | None, name: str, counts: Counts, keys: Iterable[Key]) -> Line:
    """The counts of all these keys together."""
    wanted = list(keys)
    booked = sum((counts.booked.get(key, Booked()) for key in wanted), Booked())
    return Line(
        code=code,
        name=name,
        matches=sum(counts.matches.get(key, 0) for key in wanted),
        cases=sum(counts.opened.get(key, 0) for key in wanted),
        licences=sum(counts.licensed.get(key, 0) for key in wanted),
        entries=booked.entries,
        amount=booked.amount,
    )


def _ceilings(programmes: Iterable[ProgrammeRecord]) -> Iterator[CeilingLine]:
    for programme in programmes:
        for each in programme.ceilings:
            booked = each.booked or 0
            yield CeilingLine(
                programme=programme.id,
                name=programme.name,
                amount=each.amount,
                or_more=each.or_more,
                said=each.said,
                shared_with=each.shared_with,
                booked=booked,
                left=each.left,
                share=booked / each.amount if each.amount else None,
            )


def _figures(programmes: Iterable[ProgrammeRecord]) -> Iterator[EnteredFigure]:
    """What people entered by hand, with the figures of the same programme that it is to be held against."""
    for programme in programmes:
        if programme.kind == "figure" or any(each.entered for each in programme.figures):
            for each in programme.figures:
                named = {"programme": programme.id, "programme_name": programme.name}
                yield EnteredFigure.model_validate({**each.model_dump(), **named})


def _serving(service: Service) -> list[Manifest]:
    """The manifests of the serving generations that can be read, the most open tier's first."""
    entries = [entry for tier in TIERS for entry in service.generations[tier].entries() if entry.current]
    return [entry.manifest for entry in entries if entry.manifest is not None]


def _measured(serving: Iterable[Manifest]) -> Manifest | None:
    """The serving generation whose quality is told: that of the most open tier."""
    return next((each for each in serving if each.quality is not None), None)
