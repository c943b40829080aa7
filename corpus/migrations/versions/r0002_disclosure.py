"""Disclosure tiers on every record, accounts, audit log, control screening, programmes and their ledger."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from corpus.columns import Counter, IdText, Moment

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

PUBLIC = sa.text("'public'")
NOTHING = sa.text("'[]'")
TIERED = ("patent", "company", "need", "organisation")
NEW_TABLES = (
    *("accesstoken", "account", "auditevent"),
    *("controldecision", "controllistversion", "controlhint", "clearance"),
    *("followup", "figureentry", "commitment", "verdictoverride", "programmeversion"),
)


def upgrade() -> None:
    _tiers()
    _facts()
    _aliases(("key", "country", "tier"), "'public'")
    _accounts()
    _audit()
    _screening()
    _programmes()


def downgrade() -> None:
    """What only officers may see does not become public with it: such records are withdrawn first."""
    for name in NEW_TABLES:
        op.drop_table(name)
    for name in ("patent", "company", "need"):
        op.execute(
            f"UPDATE {name} SET withdrawn_at = updated_at, withdrawn_reason = 'not public' "  # nosec B608  # noqa: S608 - own names
            "WHERE tier <> 'public' AND withdrawn_at IS NULL"
        )
    op.execute("DELETE FROM organisationalias WHERE tier <> 'public'")
    _aliases(("key", "country"), None)
    for name in TIERED:
        op.drop_column(name, "tier")
    op.drop_index("ix_change_number", "change")
    for name in ("tier", "number"):
        op.drop_column("change", name)
    op.drop_column("capabilityprofile", "facilities")
    for name in ("company_kinds", "foreign_share", "rd_centre_in_korea"):
        op.drop_column("company", name)
    for name in ("required_certificates", "required_facilities"):
        op.drop_column("need", name)


def _tiers() -> None:
    for name in TIERED:
        op.add_column(name, sa.Column("tier", sa.String(), nullable=False, server_default=PUBLIC))
    op.add_column("change", sa.Column("tier", sa.String(), nullable=False, server_default=PUBLIC))
    op.add_column("change", sa.Column("number", Counter(), nullable=False, server_default=sa.text("0")))
    op.execute("UPDATE change SET number = seq")
    op.create_index("ix_change_number", "change", ["tier", "number"], unique=True)


def _facts() -> None:
    op.add_column("company", sa.Column("company_kinds", sa.JSON(), nullable=True))
    op.add_column("company", sa.Column("foreign_share", sa.Float(), nullable=True))
    op.add_column("company", sa.Column("rd_centre_in_korea", sa.Boolean(), nullable=True))
    op.add_column("capabilityprofile", sa.Column("facilities", sa.JSON(), nullable=False, server_default=NOTHING))
    op.add_column("need", sa.Column("required_certificates", sa.JSON(), nullable=False, server_default=NOTHING))
    op.add_column("need", sa.Column("required_facilities", sa.JSON(), nullable=False, server_default=NOTHING))


def _aliases(key: tuple[str, ...], tier: str | None) -> None:
    """Writes the table anew, as no database changes a primary key the same way."""
    columns = ["key", "country", "organisation_id", "name", "merged_from", "created_at"]
    op.create_table(
        "alias_rewritten",
        sa.Column("key", IdText(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        *([sa.Column("tier", sa.String(), nullable=False)] if tier else []),
        sa.Column("organisation_id", IdText(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("merged_from", IdText(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
        sa.PrimaryKeyConstraint(*key),
    )
    into, chosen = ", ".join(columns), ", ".join(columns)
    if tier:
        into, chosen = f"{into}, tier", f"{chosen}, {tier}"
    op.execute(f"INSERT INTO alias_rewritten ({into}) SELECT {chosen} FROM organisationalias")  # nosec B608  # noqa: S608 - own names
    op.drop_table("organisationalias")
    op.rename_table("alias_rewritten", "organisationalias")
    op.create_index(op.f("ix_organisationalias_organisation_id"), "organisationalias", ["organisation_id"])


def _accounts() -> None:
    op.create_table(
        "account",
        sa.Column("name", IdText(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("company_id", IdText(), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("disabled_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"]),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_index(op.f("ix_account_company_id"), "account", ["company_id"], unique=False)
    op.create_table(
        "accesstoken",
        sa.Column("id", Counter(), nullable=False),
        sa.Column("account", IdText(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=True),
        sa.Column("used_at", Moment(), nullable=True),
        sa.Column("revoked_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["account"], ["account.name"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("digest"),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_accesstoken_account"), "accesstoken", ["account"], unique=False)


def _audit() -> None:
    op.create_table(
        "auditevent",
        sa.Column("seq", Counter(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("record_id", IdText(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_auditevent_action"), "auditevent", ["action"], unique=False)
    op.create_index("ix_auditevent_record", "auditevent", ["kind", "record_id"], unique=False)


def _screening() -> None:
    op.create_table(
        "clearance",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("record_id", IdText(), nullable=False),
        sa.Column("tier", sa.String(), nullable=False),
        sa.Column("control", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("lapsed", sa.Boolean(), nullable=False),
        sa.Column("stale", sa.Boolean(), nullable=False),
        sa.Column("screened_hash", sa.String(), nullable=True),
        sa.Column("scanner", sa.String(), nullable=True),
        sa.Column("updated_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "record_id"),
    )
    op.create_index(op.f("ix_clearance_control"), "clearance", ["control"], unique=False)
    op.create_index(op.f("ix_clearance_expires_on"), "clearance", ["expires_on"], unique=False)
    op.create_table(
        "controlhint",
        sa.Column("id", Counter(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("record_id", IdText(), nullable=False),
        sa.Column("list_id", sa.String(), nullable=False),
        sa.Column("list_version", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("phrase", sa.String(), nullable=False),
        sa.Column("sentence", sa.String(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("found_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_controlhint_record", "controlhint", ["kind", "record_id"], unique=False)
    op.create_table(
        "controllistversion",
        sa.Column("id", IdText(), nullable=False),
        sa.Column("version", IdText(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("entries", sa.JSON(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("imported_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", "version"),
    )
    op.create_table(
        "controldecision",
        sa.Column("id", Counter(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("record_id", IdText(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("decided_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_controldecision_record", "controldecision", ["kind", "record_id"], unique=False)


def _programmes() -> None:
    op.create_table(
        "programmeversion",
        sa.Column("programme_id", IdText(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("programme_id", "version"),
    )
    op.create_table(
        "verdictoverride",
        sa.Column("id", Counter(), nullable=False),
        sa.Column("programme_id", IdText(), nullable=False),
        sa.Column("programme_version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("record_id", IdText(), nullable=False),
        sa.Column("other_kind", sa.String(), nullable=False),
        sa.Column("other_id", IdText(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("judged", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_verdictoverride_record", "verdictoverride", ["record_id"], unique=False)
    op.create_table(
        "commitment",
        sa.Column("id", Counter(), nullable=False),
        sa.Column("programme_id", IdText(), nullable=False),
        sa.Column("track", sa.String(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("amount", Counter(), nullable=False),
        sa.Column("case_reference", sa.String(), nullable=False),
        sa.Column("jobs_expected", sa.Integer(), nullable=True),
        sa.Column("jobs_reached", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.Column("voids", Counter(), nullable=True),
        sa.ForeignKeyConstraint(["voids"], ["commitment.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("voids"),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_commitment_programme_id"), "commitment", ["programme_id"], unique=False)
    op.create_table(
        "figureentry",
        sa.Column("id", Counter(), nullable=False),
        sa.Column("programme_id", IdText(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_date", sa.Date(), nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_figureentry_programme_id"), "figureentry", ["programme_id"], unique=False)
    op.create_table(
        "followup",
        sa.Column("id", Counter(), nullable=False),
        sa.Column("programme_id", IdText(), nullable=False),
        sa.Column("case_reference", IdText(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("party", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_followup_case_reference"), "followup", ["case_reference"], unique=False)
    op.create_index(op.f("ix_followup_programme_id"), "followup", ["programme_id"], unique=False)
