"""Which company a draft without an id is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Select, or_, select
from sqlmodel import Session

from corpus.drafts import CompanyDraft, OrganisationName
from corpus.organisations import organisation_key
from corpus.records import Absence, Company
from corpus.store.organisations import Organisations
from corpus.store.tables import batches, table

IDENTIFIERS = ("uei", "duns", "business_registration_number", "stock_code")
"""What names a company for certain, the strongest first; a stock code does so within its country."""


@dataclass(frozen=True, slots=True)
class Known:
    """A company as far as recognising it goes; `numbers` are in the order of `IDENTIFIERS`."""

    id: str
    country: str | None
    numbers: tuple[str | None, ...]

    @classmethod
    def of(cls, record_id: str, draft: CompanyDraft) -> Known:
        return cls(record_id, draft.country, tuple(getattr(draft, name) for name in IDENTIFIERS))

    def fits(self, other: Known) -> bool:
        """Whether nothing that is known of both contradicts."""
        mine, theirs = (self.country, *self.numbers), (other.country, *other.numbers)
        return all(a is None or b is None or a == b for a, b in zip(mine, theirs, strict=True))


@dataclass(slots=True)
class _Register:
    """Companies on record, and those that earlier drafts of the batch stand for."""

    by_id: dict[str, Known] = field(default_factory=dict)
    by_number: dict[tuple[int, str], list[Known]] = field(default_factory=dict)
    by_name: dict[str, list[Known]] = field(default_factory=dict)

    def add(self, known: Known, names: Iterable[str]) -> None:
        self.by_id[known.id] = known
        for index, number in enumerate(known.numbers):
            if number:
                self.by_number.setdefault((index, number), []).append(known)
        for name in names:
            self.by_name.setdefault(name, []).append(known)

    def find(self, wanted: Known, names: Iterable[str], proposed: Sequence[str]) -> str:
        """The id for a company: found by number, found by name and only one, or the first proposed one free."""
        for index, number in enumerate(wanted.numbers):
            for known in self.by_number.get((index, number), []) if number else []:
                if IDENTIFIERS[index] != "stock_code" or known.fits(wanted):
                    return known.id
        fitting = {known.id for name in names for known in self.by_name.get(name, []) if known.fits(wanted)}
        if len(fitting) == 1:
            return fitting.pop()
        return next(id_ for id_ in proposed if id_ not in self.by_id or self.by_id[id_].fits(wanted))


class Identities:
    def __init__(self, session: Session, organisations: Organisations) -> None:
        self._session = session
        self._organisations = organisations

    def with_ids(self, drafts: Sequence[CompanyDraft]) -> list[CompanyDraft]:
        """The drafts, each with an id; see `Companies.with_ids`."""
        nameless = [draft for draft in drafts if draft.id is None]
        if not nameless:
            return list(drafts)
        organisations = self._organisations.find_many([names_of(draft) for draft in nameless])
        belonging = dict(zip(map(id, nameless), organisations, strict=True))
        register = self._register(nameless, [each for each in organisations if each])
        named: list[CompanyDraft] = []
        for draft in drafts:
            names = _keys(draft)
            if draft.id is None:
                organisation = belonging[id(draft)]
                names = [*names, *([organisation] if organisation else [])]
                record_id = register.find(Known.of("", draft), names, _proposed(draft))
                draft = draft.model_copy(update={"id": record_id})  # noqa: PLW2901  # the same draft, named
            register.add(Known.of(str(draft.id), draft), names)
            named.append(draft)
        return named

    def _register(self, drafts: Sequence[CompanyDraft], organisation_ids: Sequence[str]) -> _Register:
        """What is on record under any number, name or proposed id of the drafts."""
        companies = table(Company).c
        wanted = [
            (companies[name], [number for draft in drafts if (number := getattr(draft, name))]) for name in IDENTIFIERS
        ]
        wanted.append((companies.organisation_id, list(organisation_ids)))
        wanted.append((companies.id, [id_ for draft in drafts for id_ in _proposed(draft)]))
        register = _Register()
        for column, values in wanted:
            for batch in batches(sorted(set(values))):
                self._load(register, _numbers().where(column.in_(batch)))
        return register

    def _load(self, register: _Register, statement: Select[tuple[str, str | None, str | None]]) -> None:
        # What a company says of itself identifies nobody before an officer verified it.
        reason = table(Company).c.withdrawn_reason
        statement = statement.where(or_(reason.is_(None), reason.not_in([Absence.UNVERIFIED, Absence.MERGED])))
        for row in self._session.connection().execute(statement.order_by(table(Company).c.id)):
            if row.id not in register.by_id:
                known = Known(row.id, row.country, tuple(getattr(row, name) for name in IDENTIFIERS))
                register.add(known, [row.organisation_id] if row.organisation_id else [])


def names_of(draft: CompanyDraft) -> OrganisationName:
    """The organisation that a company is, under all the names the draft gives."""
    others = [name for name in (draft.name_en, *draft.other_names) if name]
    return OrganisationName(name=draft.name[:300], others=tuple(others[:20]), country=draft.country)


def _numbers() -> Select[tuple[str, str | None, str | None]]:
    companies = table(Company).c
    return select(
        companies.id, companies.country, companies.organisation_id, *(companies[name] for name in IDENTIFIERS)
    )


def _keys(draft: CompanyDraft) -> list[str]:
    named = names_of(draft)
    return [key for key in map(organisation_key, (named.name, *named.others)) if key]


def _proposed(draft: CompanyDraft) -> list[str]:
    """Ids for a new company: from its name, and for its namesakes from what tells them apart."""
    key = organisation_key(draft.name) or draft.name.casefold()
    country = draft.country or ""
    numbers = "|".join(getattr(draft, name) or "" for name in IDENTIFIERS)
    seeds = (key, f"{key}|{country}", f"{key}|{country}|{numbers}", f"{key}|{country}|{numbers}|2")
    return ["org-" + hashlib.blake2b(seed.encode(), digest_size=6).hexdigest() for seed in seeds]
