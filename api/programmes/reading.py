"""Programmes and lists as a reader sees them, the same for the API, the pages and the command line.

Money that is booked, and what the service counts in its books, is for officials: an entry may be of a case that
others may not know of. Tagged records are counted among those that the caller may know of.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from api.programmes.counting import Books, Count, Tags, tagged_records
from api.programmes.won import number, said, won
from api.schemas.programmes import (
    Agency,
    BookedRecord,
    CeilingRecord,
    CountRecord,
    CriterionRecord,
    FacetRecord,
    FigureRecord,
    ParameterRecord,
    PeriodRecord,
    ProgrammeList,
    ProgrammeRecord,
    TaggedRecord,
)
from api.service import Service
from corpus.records import FigureEntry
from corpus.roles import OFFICIALS, Caller
from corpus.store import Store
from corpus.text import Language
from matcher.programmes.editing import facet_in, facet_of_version, facet_version, programme_of_version
from matcher.programmes.facets import Facet
from matcher.programmes.in_force import InForce, rules_over
from matcher.programmes.money import left_of, spent_of
from matcher.programmes.parameters import ParameterSpec, ParameterValue
from matcher.programmes.programme import Ceiling, Criterion, Figure, Programme
from matcher.programmes.rules import RULES
from matcher.reasons import Label

FACET_OF_RULE: Final = {"area": "areas", "material": "materials"}
"""The list whose members a rule speaks of."""
VALUES: Final[Mapping[str, Label]] = {
    "no-block": Label("차단이나 단서가 없을 것", "nothing stands against it"),
    "decision": Label("보안 검토자의 결정이 있을 것", "the security reviewer has decided"),
}
YES: Final = Label("예", "yes")
NO: Final = Label("아니요", "no")


@dataclass(frozen=True, slots=True)
class ProgrammeView:
    """One caller's view of the programmes, at one moment and in one language. `books` None: not for this caller."""

    store: Store
    language: Language
    rules: InForce
    tags: Tags
    books: Books | None
    entered: Mapping[str, list[FigureEntry]] = field(default_factory=dict)

    @classmethod
    def of(
        cls, service: Service, store: Store, caller: Caller, language: Language, *, tagged: bool = True
    ) -> ProgrammeView:
        """`store` shows what the caller may know of. `tagged` False: tagged records are not counted."""
        entered: dict[str, list[FigureEntry]] = {}
        for entry in store.ledger.figures.latest():
            entered.setdefault(entry.programme_id, []).append(entry)
        books = Books.of(store) if caller.role in OFFICIALS else None
        tags = tagged_records(service.index, store) if tagged else {}
        return cls(store, language, rules_over(store), tags, books, entered)

    def programmes(self) -> ProgrammeList:
        """All in their present versions."""
        catalogue = self.rules.catalogue
        return ProgrammeList(
            version=self.rules.version, items=[self._record(each) for each in catalogue.programmes.values()]
        )

    def programme(self, programme_id: str, version: int | None = None) -> ProgrammeRecord:
        """Raises NotFound `programme_unknown` or `unknown_programme_version`."""
        return self._record(programme_of_version(self.store, programme_id, version))

    def facets(self) -> list[FacetRecord]:
        """Every list in its present version."""
        return [self.facet(facet_id) for facet_id in self.rules.catalogue.facets]

    def facet(self, facet_id: str, version: int | None = None) -> FacetRecord:
        """Raises NotFound `facet_unknown` or `unknown_programme_version`."""
        facet = facet_in(self.rules.catalogue.facets, facet_id)
        current = facet_version(self.store, facet_id)
        shown = current if version is None else version
        if shown != current:
            facet = facet_of_version(self.store, facet_id, shown)
        return FacetRecord(
            id=facet.id,
            version=shown,
            in_force=shown == current,
            name=facet.names.in_language(self.language),
            total=facet.total,
            complete=facet.complete,
            members=self._tagged(facet),
            form=facet.to_mapping(),
            source=facet.source,
            source_date=facet.source_date,
        )

    def named(self, code: str) -> str:
        """A code's name; a code without one stands as it is."""
        label = self.rules.catalogue.labels.get(code) or VALUES.get(code)
        return label.in_language(self.language) if label else code

    def _record(self, programme: Programme) -> ProgrammeRecord:
        language, books = self.language, self.books
        facet_id = next((FACET_OF_RULE[each.rule] for each in programme.criteria if each.rule in FACET_OF_RULE), None)
        facet = self.rules.catalogue.facets.get(facet_id or "") if programme.kind == "facet" else None
        counts = books.counts(programme) if books else []
        # A number that no source tells need not be shown beside the service's own count of it.
        counted = {each.names for each in counts}
        told = [each for each in programme.figures if each.amount is not None or each.names not in counted]
        return ProgrammeRecord(
            id=programme.id,
            version=programme.version,
            in_force=self.rules.catalogue.current(programme.id).version == programme.version,
            name=programme.names.in_language(language),
            summary=programme.summary.in_language(language),
            run_by=[Agency(id=each, name=self.named(each)) for each in programme.run_by],
            kind=programme.kind,
            figures=[*map(self._figure, told), *map(self._entered, self.entered.get(programme.id, []))],
            ceilings=[self._ceiling(each, programme.id) for each in programme.ceilings],
            booked=[BookedRecord.model_validate(each) for each in books.of_programme(programme.id)] if books else None,
            counts=[self._count(each) for each in counts] if books else None,
            tagged=self._tagged(facet) if facet else None,
            criteria=[self._criterion(each) for each in programme.judged_by],
            period=PeriodRecord(start=programme.period.start, end=programme.period.end),
            unknowns=[each.in_language(language) for each in programme.unknowns],
            source=programme.source,
            source_date=programme.source_date,
            rules_version=programme.rules_version,
        )

    def _figure(self, figure: Figure) -> FigureRecord:
        return FigureRecord(
            name=figure.names.in_language(self.language),
            amount=figure.amount,
            unit=figure.unit.in_language(self.language),
            said=said(figure.amount, figure.unit, self.language),
            year=figure.year,
            source=figure.source,
            date=figure.date,
            entered=False,
        )

    def _entered(self, entry: FigureEntry) -> FigureRecord:
        amount = int(entry.value) if entry.value.is_integer() else entry.value
        return FigureRecord(
            name=entry.name,
            amount=amount,
            unit=entry.unit,
            said=said(amount, Label(entry.unit, entry.unit), self.language),
            year=entry.year,
            source=entry.source,
            date=entry.source_date,
            entered=True,
        )

    def _ceiling(self, ceiling: Ceiling, programme_id: str) -> CeilingRecord:
        booked = self.books.booked if self.books else None
        left = None if booked is None else left_of(ceiling, programme_id, booked)
        return CeilingRecord(
            amount=ceiling.amount,
            or_more=ceiling.or_more,
            said=self._ceiling_said(ceiling),
            first_year=ceiling.first_year,
            last_year=ceiling.last_year,
            track=ceiling.track,
            shared_with=list(ceiling.shared_with),
            source=ceiling.source,
            date=ceiling.date,
            booked=None if booked is None else spent_of(ceiling, programme_id, booked),
            left=left,
            left_said="" if left is None else self._sum_said(left, or_more=ceiling.or_more),
        )

    def _ceiling_said(self, ceiling: Ceiling) -> str:
        """Such as `1조 원 이상, 2027년까지`; "" where the amount is not told."""
        if ceiling.amount is None:
            return ""
        korean = self.language == "ko"
        parts = [self._sum_said(ceiling.amount, or_more=ceiling.or_more), *self._years_said(ceiling)]
        if ceiling.track is not None:
            parts.append(self.named(ceiling.track))
        if ceiling.shared_with:
            names = ", ".join(map(self.named, ceiling.shared_with))
            parts.append(f"공동 사용: {names}" if korean else f"shared with: {names}")
        return ", ".join(parts)

    def _sum_said(self, amount: int, *, or_more: bool) -> str:
        exact = won(amount, self.language)
        if not or_more:
            return exact
        return f"{exact} 이상" if self.language == "ko" else f"{exact} or more"

    def _years_said(self, ceiling: Ceiling) -> list[str]:
        first, last, korean = ceiling.first_year, ceiling.last_year, self.language == "ko"
        if first is not None and first == last:
            return [f"{first}년" if korean else f"in {first}"]
        if first is not None and last is not None:
            return [f"{first}~{last}년" if korean else f"{first} to {last}"]
        if last is not None:
            return [f"{last}년까지" if korean else f"until {last}"]
        return [] if first is None else [f"{first}년부터" if korean else f"from {first}"]

    def _count(self, count: Count) -> CountRecord:
        language = self.language
        words = ""
        if count.amount is not None:
            # In English the name says already what is counted.
            words = said(count.amount, count.unit, language) if language == "ko" else number(count.amount)
        if words and count.of is not None:
            whole = number(count.of)
            words = f"{whole}{count.unit.ko} 중 {words}" if language == "ko" else f"{words} of {whole}"
        return CountRecord(
            code=count.code,
            name=count.names.in_language(language),
            amount=count.amount,
            of=count.of,
            unit=count.unit.in_language(language),
            said=words,
        )

    def _tagged(self, facet: Facet) -> list[TaggedRecord]:
        return [
            TaggedRecord.model_validate(
                {
                    "label": code,
                    "name": label.in_language(self.language),
                    **(self.tags.get(code) or dict.fromkeys(("patents", "companies", "needs"))),
                }
            )
            for code, label in facet.members.items()
        ]

    def _criterion(self, criterion: Criterion) -> CriterionRecord:
        rule = RULES[criterion.rule]
        specs = {spec.name: spec for spec in rule.parameters}
        shown = [self._parameter(specs[name], value) for name, value in criterion.parameters.values]
        return CriterionRecord(
            rule=rule.name,
            name=rule.labels.in_language(self.language),
            said="; ".join(f"{each.label}: {each.said}" for each in shown),
            parameters=shown,
            version=criterion.version,
            source=criterion.source,
        )

    def _parameter(self, spec: ParameterSpec, value: ParameterValue) -> ParameterRecord:
        return ParameterRecord(
            name=spec.name,
            label=spec.labels.in_language(self.language),
            value=value,
            said=self._value_said(value),
        )

    def _value_said(self, value: ParameterValue) -> str:
        if isinstance(value, bool):
            return (YES if value else NO).in_language(self.language)
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, int | float):
            return number(value)
        return ", ".join(map(self.named, (value,) if isinstance(value, str) else value))
