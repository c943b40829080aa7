"""Who owns, makes and needs: organisations under all their names."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import ColumnElement, func, select, update
from sqlmodel import Session, SQLModel, col

from corpus.disclosure import TIERS, Tier, Tiers
from corpus.drafts import OrganisationName
from corpus.organisations import known_key, names_within, organisation_key
from corpus.records import Company, Need, Organisation, OrganisationAlias, PatentOwner
from corpus.store.tables import BATCH, batches, insert_rows, now, table, within

ANYWHERE = ""
"""The country of a name whose source tells none."""
REFERRING: tuple[type[SQLModel], ...] = (PatentOwner, Company, Need)
"""The tables that point to organisations, beside the aliases."""


@dataclass(frozen=True, slots=True)
class _Body:
    """An organisation as far as names need it; `age` orders them, the oldest first."""

    id: str
    country: str | None
    age: str
    tier: Tier


@dataclass(slots=True)
class _Directory:
    """The names on record that a batch asks for, and what the batch adds to them."""

    bodies: dict[str, _Body] = field(default_factory=dict)
    aliases: dict[str, dict[str, str]] = field(default_factory=dict)
    new_bodies: list[dict[str, object]] = field(default_factory=list)
    new_aliases: list[dict[str, object]] = field(default_factory=list)
    tier: Tier = Tier.PUBLIC

    def find(self, key: str, country: str) -> _Body | None:
        """The organisation of a name: of that country or of an unknown one; the only one where none is told."""
        places = self.aliases.get(key, {})
        if country in places:
            return self.bodies[places[country]]
        bodies = {id_: self.bodies[id_] for id_ in places.values()}
        fitting = [body for body in bodies.values() if not country or not body.country or body.country == country]
        return fitting[0] if len(fitting) == 1 else None


class Organisations:
    """Resolves names. Two names meet through their key, a list of public bodies, or a record that gives both.

    What only the records of a less open tier tell, no reader or record of a more open one learns: a name belongs to
    the tier of the record that brought it, and organisations are merged or placed by records of their own tier only.
    """

    def __init__(self, session: Session, tiers: Tiers) -> None:
        self._session = session
        self._tiers = tiers

    def get(self, organisation_id: str) -> Organisation | None:
        """The organisation; for one that was merged, the one it became."""
        found = self._session.get(Organisation, organisation_id, populate_existing=True)
        while found and found.merged_into:
            found = self._session.get(Organisation, found.merged_into)
        return found if found and Tier(found.tier) in self._tiers else None

    def names(self, organisation_id: str) -> list[OrganisationAlias]:
        """All names that lead to an organisation."""
        statement = select(OrganisationAlias).where(
            col(OrganisationAlias.organisation_id) == organisation_id, within(col(OrganisationAlias.tier), self._tiers)
        )
        return list(self._session.scalars(statement.order_by(col(OrganisationAlias.key))))

    def page(self, after_id: str | None = None, limit: int = 100) -> list[Organisation]:
        """Organisations in order of id, without those merged into others."""
        statement = select(Organisation).where(*self._standing())
        if after_id is not None:
            statement = statement.where(col(Organisation.id) > after_id)
        return list(self._session.scalars(statement.order_by(col(Organisation.id)).limit(limit)))

    def count(self) -> int:
        return self._session.scalar(select(func.count()).select_from(Organisation).where(*self._standing())) or 0

    def find(self, name: str, country: str | None = None) -> list[str]:
        """Ids of the organisations that go by this name, of that country where one is told."""
        key = organisation_key(name)
        directory = self._directory([key], self._tiers)
        if country:
            body = directory.find(key, country)
            return [body.id] if body else []
        names = table(OrganisationAlias).c
        statement = select(names.organisation_id).where(names.key == key, within(names.tier, self._tiers))
        return sorted(set(self._session.connection().scalars(statement)))

    def containing(self, name: str) -> list[str]:
        """Ids of the organisations with these words, as a key has them, within one of their names: at most 500."""
        key = organisation_key(name)
        if not key:
            return []
        names = table(OrganisationAlias).c
        statement = select(names.organisation_id).where(names.key.contains(key, autoescape=True))
        statement = statement.where(within(names.tier, self._tiers)).distinct()
        statement = statement.order_by(names.organisation_id).limit(BATCH)
        return sorted(self._session.connection().scalars(statement))

    def find_many(self, names: Sequence[OrganisationName]) -> list[str | None]:
        """The organisation of each name as far as one is on record; writes nothing."""
        directory = self._directory((key for named in names for key, _ in _keys(named)), self._tiers)
        found: list[str | None] = []
        for named in names:
            bodies = [directory.find(key, _country(key, named)) for key, _ in _keys(named)]
            found.append(next((body.id for body in bodies if body), None))
        return found

    def resolve(self, names: Sequence[OrganisationName], tier: Tier = Tier.PUBLIC) -> list[str | None]:
        """The organisation of each name, made where there is none; None for a name without letters or digits.

        `tier` is that of the records which name them.

        Names given together become names of one organisation. Where they lead to several that do not contradict
        each other in country, these are merged into the oldest. The caller holds the lock of `Changes`.
        """
        if not names:
            return []
        known = frozenset(TIERS[: TIERS.index(tier) + 1])
        directory = self._directory((key for named in names for key, _ in _keys(named)), known)
        directory.tier = tier
        resolved: list[str | None] = []
        for named in names:
            keys = _keys(named)
            resolved.append(self._resolve(directory, named, keys).id if keys else None)
        self._flush(directory)
        merged = {id_: body.id for id_, body in directory.bodies.items() if id_ != body.id}
        return [merged.get(id_, id_) if id_ else None for id_ in resolved]

    def resolve_each(self, names: Sequence[tuple[OrganisationName, Tier]]) -> list[str | None]:
        """As `resolve`, each name with the tier of the record that names it."""
        found: list[str | None] = [None] * len(names)
        for tier in TIERS:
            places = [place for place, (_, told_by) in enumerate(names) if told_by is tier]
            for place, id_ in zip(places, self.resolve([names[place][0] for place in places], tier), strict=True):
                found[place] = id_
        return found

    def _resolve(self, directory: _Directory, named: OrganisationName, keys: Sequence[tuple[str, str]]) -> _Body:
        found: list[_Body] = []
        home: str | None = None
        for key, _ in keys:
            body = directory.find(key, _country(key, named))
            if body and body not in found and _agree(home, body.country):
                found.append(body)
                home = home or body.country
        if found:
            kept = min(found, key=lambda each: (TIERS.index(each.tier), each.age))
            for other in found:
                own = kept.tier is other.tier is directory.tier
                if other is not kept and own and not self._registered_apart(kept.id, other.id):
                    self._merge(directory, directory.bodies[kept.id], other)
            body = directory.bodies[kept.id]
        else:
            body = _found(directory, keys[0], _country(keys[0][0], named))
        for key, name in keys:
            country = _country(key, named)
            if country not in directory.aliases.setdefault(key, {}) and _agree(country or None, body.country):
                directory.aliases[key][country] = body.id
                directory.new_aliases.append(
                    {
                        "key": key,
                        "country": country,
                        "tier": directory.tier.value,
                        "organisation_id": body.id,
                        "name": name,
                        "created_at": now(),
                    }
                )
        if named.country and not body.country and body.tier is directory.tier:
            body = self._place(directory, body, named.country)
        return body

    def _place(self, directory: _Directory, body: _Body, country: str) -> _Body:
        """An organisation's country becomes known."""
        self._flush(directory)
        target = table(Organisation)
        self._session.connection().execute(update(target).where(target.c.id == body.id).values(country=country))
        directory.bodies[body.id] = placed = replace(body, country=country)
        return placed

    def _merge(self, directory: _Directory, kept: _Body, other: _Body) -> None:
        """Moves everything that points to `other`; its names keep where they came from."""
        self._flush(directory)
        connection = self._session.connection()
        for model in REFERRING:
            target = table(model)
            move = update(target).where(target.c.organisation_id == other.id)
            connection.execute(move.values(organisation_id=kept.id))
        names = table(OrganisationAlias)
        connection.execute(
            update(names)
            .where(names.c.organisation_id == other.id)
            .values(organisation_id=kept.id, merged_from=func.coalesce(names.c.merged_from, other.id))
        )
        bodies = table(Organisation)
        gone = (bodies.c.id == other.id) | (bodies.c.merged_into == other.id)
        connection.execute(update(bodies).where(gone).values(merged_into=kept.id))
        if kept.country is None and other.country is not None:
            kept = self._place(directory, kept, other.country)
        for id_, body in list(directory.bodies.items()):
            if body.id == other.id:
                directory.bodies[id_] = kept
        for places in directory.aliases.values():
            for country, id_ in places.items():
                if id_ == other.id:
                    places[country] = kept.id

    def _registered_apart(self, one: str, other: str) -> bool:
        """Whether both have companies with registration numbers, and none in common: then a shared name is chance."""
        numbers: dict[str, set[str]] = {one: set(), other: set()}
        companies = table(Company).c
        statement = select(companies.organisation_id, companies.business_registration_number).where(
            companies.organisation_id.in_([one, other]), companies.business_registration_number.is_not(None)
        )
        for row in self._session.connection().execute(statement):
            numbers[row.organisation_id].add(row.business_registration_number)
        return bool(numbers[one] and numbers[other]) and numbers[one].isdisjoint(numbers[other])

    def _flush(self, directory: _Directory) -> None:
        insert_rows(self._session, Organisation, directory.new_bodies)
        insert_rows(self._session, OrganisationAlias, directory.new_aliases)
        directory.new_bodies, directory.new_aliases = [], []

    def _standing(self) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        return col(Organisation.merged_into).is_(None), within(col(Organisation.tier), self._tiers)

    def _directory(self, keys: Iterable[str], tiers: Tiers) -> _Directory:
        directory = _Directory()
        names, bodies = table(OrganisationAlias).c, table(Organisation).c
        told = (names.key, names.country, names.tier.label("told_by"), bodies.id, bodies.country.label("home"))
        statement = (
            select(*told, bodies.created_at, bodies.tier)
            .join_from(names.key.table, bodies.id.table, names.organisation_id == bodies.id)
            .where(within(names.tier, tiers))
        )
        for batch in batches(sorted(set(keys))):
            rows = self._session.connection().execute(statement.where(names.key.in_(batch))).all()
            # Of one name in several tiers the most open one's organisation is meant.
            for row in sorted(rows, key=lambda row: -TIERS.index(Tier(row.told_by))):
                age = f"{row.created_at.isoformat()} {row.id}"
                directory.bodies[row.id] = _Body(row.id, row.home, age, Tier(row.tier))
                directory.aliases.setdefault(row.key, {})[row.country] = row.id
        return directory


def _found(directory: _Directory, name: tuple[str, str], country: str) -> _Body:
    """A new organisation; a listed public body gets its proper name."""
    key, written = name
    known = known_key(key)
    moment = now()
    seed = f"{key}|{country}" if directory.tier is Tier.PUBLIC else f"{key}|{country}|{directory.tier.value}"
    id_ = "own-" + hashlib.blake2b(seed.encode(), digest_size=8).hexdigest()
    while id_ in directory.bodies:
        id_ += "-2"
    body = _Body(id_, country or None, f"{moment.isoformat()} {id_}", directory.tier)
    directory.bodies[id_] = body
    directory.new_bodies.append(
        {
            "id": id_,
            "key": key,
            "name": known.name if known else written,
            "country": country or None,
            "tier": directory.tier.value,
            "created_at": moment,
        }
    )
    return body


def _keys(named: OrganisationName) -> list[tuple[str, str]]:
    """Key and spelling of each of the names, the first spelling of a key only."""
    keys: dict[str, str] = {}
    for name in (each for written in (named.name, *named.others) for each in names_within(written)):
        if key := organisation_key(name):
            keys.setdefault(key, name)
    return list(keys.items())


def _country(key: str, named: OrganisationName) -> str:
    """Where a listed public body sits is known, whatever a source tells."""
    known = known_key(key)
    return known.country if known else named.country or ANYWHERE


def _agree(one: str | None, other: str | None) -> bool:
    return one is None or other is None or one == other
