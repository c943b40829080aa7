"""Bodies under all their names."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel

from corpus.columns import IdText, Moment
from corpus.disclosure import Tier


class Organisation(SQLModel, table=True):
    """One body under all its names. `merged_into` is set where it turned out to be another one.

    `tier` is that of the records which brought it: what only restricted ones name, nobody else finds.
    """

    id: str = Field(primary_key=True, sa_type=IdText)
    key: str = Field(sa_type=IdText, index=True)
    name: str
    country: str | None = None
    tier: str = Tier.PUBLIC.value
    merged_into: str | None = Field(default=None, sa_type=IdText, foreign_key="organisation.id")
    created_at: datetime = Field(sa_type=Moment)


class OrganisationAlias(SQLModel, table=True):
    """A name that leads to an organisation. `country` is "" where the source told none.

    `merged_from` names the organisation it led to before a merge.
    """

    key: str = Field(primary_key=True, sa_type=IdText)
    country: str = Field(primary_key=True)
    tier: str = Field(default=Tier.PUBLIC.value, primary_key=True)
    organisation_id: str = Field(sa_type=IdText, foreign_key="organisation.id", index=True)
    name: str
    merged_from: str | None = Field(default=None, sa_type=IdText)
    created_at: datetime = Field(sa_type=Moment)
