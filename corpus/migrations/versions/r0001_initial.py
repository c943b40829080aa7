"""The first schema: organisations, patents, companies, needs, their history, imports, jobs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from corpus.columns import Counter, IdText, Moment

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _organisations()
    _patents()
    _companies()
    _needs()
    _history()
    _jobs()


def downgrade() -> None:
    """Tables take their indexes with them; those that refer to others go first."""
    for name in (
        "jobrun",
        "job",
        "recordversion",
        "rejectedrow",
        "importrun",
        "change",
        "need",
        "capabilityprofile",
        "company",
        "patentclass",
        "patentowner",
        "patent",
        "organisationalias",
        "organisation",
    ):
        op.drop_table(name)


def _organisations() -> None:
    op.create_table(
        "organisation",
        sa.Column("id", IdText(), nullable=False),
        sa.Column("key", IdText(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("merged_into", IdText(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["merged_into"],
            ["organisation.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_organisation_key"), "organisation", ["key"], unique=False)
    op.create_table(
        "organisationalias",
        sa.Column("key", IdText(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("organisation_id", IdText(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("merged_from", IdText(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
        ),
        sa.PrimaryKeyConstraint("key", "country"),
    )
    op.create_index(
        op.f("ix_organisationalias_organisation_id"), "organisationalias", ["organisation_id"], unique=False
    )


def _patents() -> None:
    op.create_table(
        "patent",
        sa.Column("id", IdText(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("fictional", sa.Boolean(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("updated_at", Moment(), nullable=False),
        sa.Column("withdrawn_at", Moment(), nullable=True),
        sa.Column("withdrawn_reason", sa.String(), nullable=True),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("application_number", sa.String(), nullable=True),
        sa.Column("publication_number", sa.String(), nullable=True),
        sa.Column("registration_number", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("title_en", sa.String(), nullable=True),
        sa.Column("abstract", sa.String(), nullable=False),
        sa.Column("abstract_en", sa.String(), nullable=True),
        sa.Column("claims", sa.JSON(), nullable=False),
        sa.Column("inventors", sa.JSON(), nullable=False),
        sa.Column("filing_date", sa.Date(), nullable=True),
        sa.Column("publication_date", sa.Date(), nullable=True),
        sa.Column("grant_date", sa.Date(), nullable=True),
        sa.Column("ipc", sa.JSON(), nullable=False),
        sa.Column("cpc", sa.JSON(), nullable=False),
        sa.Column("family_id", sa.String(), nullable=True),
        sa.Column("legal_status", sa.String(), nullable=False),
        sa.Column("government_interest", sa.Boolean(), nullable=True),
        sa.Column("agencies", sa.JSON(), nullable=False),
        sa.Column("interest_statement", sa.String(), nullable=True),
        sa.Column("trl", sa.Integer(), nullable=True),
        sa.Column("keywords", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_patent_country"), "patent", ["country"], unique=False)
    op.create_index(op.f("ix_patent_family_id"), "patent", ["family_id"], unique=False)
    op.create_index(op.f("ix_patent_filing_date"), "patent", ["filing_date"], unique=False)
    op.create_table(
        "patentclass",
        sa.Column("patent_id", IdText(), nullable=False),
        sa.Column("scheme", sa.String(), nullable=False),
        sa.Column("symbol", IdText(), nullable=False),
        sa.ForeignKeyConstraint(["patent_id"], ["patent.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("patent_id", "scheme", "symbol"),
    )
    op.create_index("ix_patentclass_symbol", "patentclass", ["symbol", "patent_id"], unique=False)
    op.create_table(
        "patentowner",
        sa.Column("patent_id", IdText(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("organisation_id", IdText(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
        ),
        sa.ForeignKeyConstraint(["patent_id"], ["patent.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("patent_id", "position"),
    )
    op.create_index(op.f("ix_patentowner_organisation_id"), "patentowner", ["organisation_id"], unique=False)


def _companies() -> None:
    op.create_table(
        "company",
        sa.Column("id", IdText(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("fictional", sa.Boolean(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("updated_at", Moment(), nullable=False),
        sa.Column("withdrawn_at", Moment(), nullable=True),
        sa.Column("withdrawn_reason", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=True),
        sa.Column("other_names", sa.JSON(), nullable=False),
        sa.Column("organisation_id", IdText(), nullable=True),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("region", sa.String(), nullable=True),
        sa.Column("city", sa.String(), nullable=True),
        sa.Column("size", sa.String(), nullable=True),
        sa.Column("employees", sa.Integer(), nullable=True),
        sa.Column("founded_year", sa.Integer(), nullable=True),
        sa.Column("industry", sa.String(), nullable=True),
        sa.Column("industry_codes", sa.JSON(), nullable=False),
        sa.Column("business_registration_number", sa.String(), nullable=True),
        sa.Column("corporate_number", sa.String(), nullable=True),
        sa.Column("uei", sa.String(), nullable=True),
        sa.Column("duns", sa.String(), nullable=True),
        sa.Column("stock_code", sa.String(), nullable=True),
        sa.Column("website", sa.String(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=True),
        sa.Column("profile_version", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        op.f("ix_company_business_registration_number"), "company", ["business_registration_number"], unique=False
    )
    op.create_index(op.f("ix_company_country"), "company", ["country"], unique=False)
    op.create_index(op.f("ix_company_duns"), "company", ["duns"], unique=False)
    op.create_index(op.f("ix_company_organisation_id"), "company", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_company_region"), "company", ["region"], unique=False)
    op.create_index(op.f("ix_company_size"), "company", ["size"], unique=False)
    op.create_index(op.f("ix_company_stock_code"), "company", ["stock_code"], unique=False)
    op.create_index(op.f("ix_company_uei"), "company", ["uei"], unique=False)
    op.create_table(
        "capabilityprofile",
        sa.Column("company_id", IdText(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("capabilities", sa.JSON(), nullable=False),
        sa.Column("projects", sa.JSON(), nullable=False),
        sa.Column("certificates", sa.JSON(), nullable=False),
        sa.Column("keywords", sa.JSON(), nullable=False),
        sa.Column("trl", sa.Integer(), nullable=True),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("company_id", "version"),
    )


def _needs() -> None:
    op.create_table(
        "need",
        sa.Column("id", IdText(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("fictional", sa.Boolean(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("updated_at", Moment(), nullable=False),
        sa.Column("withdrawn_at", Moment(), nullable=True),
        sa.Column("withdrawn_reason", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("requirements", sa.JSON(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=True),
        sa.Column("organisation_id", IdText(), nullable=True),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("keywords", sa.JSON(), nullable=False),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("open_date", sa.Date(), nullable=True),
        sa.Column("close_date", sa.Date(), nullable=True),
        sa.Column("required_trl", sa.Integer(), nullable=True),
        sa.Column("url", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_need_country"), "need", ["country"], unique=False)
    op.create_index(op.f("ix_need_organisation_id"), "need", ["organisation_id"], unique=False)


def _history() -> None:
    op.create_table(
        "change",
        sa.Column("seq", Counter(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("record_id", IdText(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_change_record", "change", ["kind", "record_id"], unique=False)
    op.create_table(
        "importrun",
        sa.Column("id", Counter(), nullable=False),
        sa.Column("source_name", sa.String(), nullable=False),
        sa.Column("format_name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("updated", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("problem_code", sa.String(), nullable=True),
        sa.Column("problem_field", sa.String(), nullable=True),
        sa.Column("problem_value", sa.String(), nullable=True),
        sa.Column("problem_facts", sa.JSON(), nullable=True),
        sa.Column("started_at", Moment(), nullable=False),
        sa.Column("seen_at", Moment(), nullable=False),
        sa.Column("finished_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "recordversion",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("record_id", IdText(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("import_run_id", Counter(), nullable=True),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_run_id"],
            ["importrun.id"],
        ),
        sa.PrimaryKeyConstraint("kind", "record_id", "version"),
    )
    op.create_table(
        "rejectedrow",
        sa.Column("id", Counter(), nullable=False),
        sa.Column("run_id", Counter(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("original", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["importrun.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_rejectedrow_run_id"), "rejectedrow", ["run_id"], unique=False)


def _jobs() -> None:
    op.create_table(
        "job",
        sa.Column("name", IdText(), nullable=False),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("leased_until", Moment(), nullable=True),
        sa.Column("run_id", Counter(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("requested_at", Moment(), nullable=True),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("last_started_at", Moment(), nullable=True),
        sa.Column("last_finished_at", Moment(), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "jobrun",
        sa.Column("id", Counter(), nullable=False),
        sa.Column("name", IdText(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=True),
        sa.Column("started_at", Moment(), nullable=False),
        sa.Column("finished_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_jobrun_name"), "jobrun", ["name"], unique=False)
