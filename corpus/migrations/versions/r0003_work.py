"""People work with it: passwords and second factors, mail, cases, registrations, saved searches, uploads."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from corpus.columns import Counter, IdText, Moment

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

EMPTY = sa.text("''")
NO = sa.text("false")
NEW_TABLES = (
    *("upload", "shownmatch", "alert", "searchhit", "savedsearch", "needkeeping", "brochure", "registration"),
    *(
        "relevancejudgement",
        "casefile",
        "casedocument",
        "caseevent",
        "transfercase",
        "mail",
        "recoverycode",
        "failedattempt",
    ),
)
ACCOUNT = (
    *("display_name", "email", "email_confirmed_at", "password", "password_changed_at", "totp_secret"),
    *("totp_confirmed_at", "totp_step", "zone", "language", "oidc_subject"),
)
TOKEN = ("scope", "second_factor", "client", "address", "last_seen_at")


def upgrade() -> None:
    _accounts()
    _cases()
    _registrations()
    _watching()
    _uploads()


def downgrade() -> None:
    for name in NEW_TABLES:
        op.drop_table(name)
    for name in ("actor", "at"):
        op.drop_index(op.f(f"ix_auditevent_{name}"), "auditevent")
    op.drop_index(op.f("ix_rejectedrow_mends"), "rejectedrow")
    for name in ("cells", "mends", "mended_by"):
        op.drop_column("rejectedrow", name)
    op.drop_index(op.f("ix_importrun_upload_id"), "importrun")
    op.drop_column("importrun", "upload_id")
    op.drop_column("job", "progress")
    for name in ("email", "oidc_subject"):
        op.drop_index(op.f(f"ix_account_{name}"), "account")
    for name in ACCOUNT:
        op.drop_column("account", name)
    for name in TOKEN:
        op.drop_column("accesstoken", name)


def _accounts() -> None:
    op.add_column("accesstoken", sa.Column("scope", sa.String(), nullable=False, server_default=sa.text("'full'")))
    op.add_column("accesstoken", sa.Column("second_factor", sa.Boolean(), nullable=False, server_default=NO))
    op.add_column("accesstoken", sa.Column("client", sa.String(), nullable=False, server_default=EMPTY))
    op.add_column("accesstoken", sa.Column("address", sa.String(), nullable=False, server_default=EMPTY))
    op.add_column("accesstoken", sa.Column("last_seen_at", Moment(), nullable=True))
    op.add_column("account", sa.Column("display_name", sa.String(), nullable=False, server_default=EMPTY))
    op.add_column("account", sa.Column("email", sa.String(), nullable=True))
    op.add_column("account", sa.Column("email_confirmed_at", Moment(), nullable=True))
    op.add_column("account", sa.Column("password", sa.String(), nullable=True))
    op.add_column("account", sa.Column("password_changed_at", Moment(), nullable=True))
    op.add_column("account", sa.Column("totp_secret", sa.String(), nullable=True))
    op.add_column("account", sa.Column("totp_confirmed_at", Moment(), nullable=True))
    op.add_column("account", sa.Column("totp_step", Counter(), nullable=True))
    op.add_column("account", sa.Column("zone", sa.String(), nullable=True))
    op.add_column("account", sa.Column("language", sa.String(), nullable=True))
    op.add_column("account", sa.Column("oidc_subject", sa.String(), nullable=True))
    op.create_index(op.f("ix_account_email"), "account", ["email"], unique=True)
    op.create_index(op.f("ix_account_oidc_subject"), "account", ["oidc_subject"], unique=True)
    op.create_table(
        "recoverycode",
        sa.Column("id", Counter(), nullable=False),
        sa.Column("account", IdText(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("used_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["account"], ["account.name"]),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_recoverycode_account"), "recoverycode", ["account"], unique=False)
    op.create_table(
        "failedattempt",
        sa.Column("key", IdText(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("since", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index(op.f("ix_failedattempt_since"), "failedattempt", ["since"], unique=False)
    op.create_table(
        "mail",
        sa.Column("id", Counter(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("account", IdText(), nullable=True),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", Moment(), nullable=True),
        sa.Column("sent_at", Moment(), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["account"], ["account.name"]),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_mail_account"), "mail", ["account"], unique=False)
    op.create_index(op.f("ix_mail_next_attempt_at"), "mail", ["next_attempt_at"], unique=False)


def _cases() -> None:
    op.create_table(
        "transfercase",
        sa.Column("id", Counter(), nullable=False),
        sa.Column("reference", IdText(), nullable=False),
        sa.Column("subject_kind", sa.String(), nullable=False),
        sa.Column("subject_id", IdText(), nullable=False),
        sa.Column("company_id", IdText(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("company_name", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("track", sa.String(), nullable=True),
        sa.Column("owner", IdText(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("declined_reason", sa.String(), nullable=True),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("receipt", sa.JSON(), nullable=True),
        sa.Column("opened_by", IdText(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("updated_at", Moment(), nullable=False),
        sa.Column("concluded_at", Moment(), nullable=True),
        sa.Column("shared_at", Moment(), nullable=True),
        sa.Column("told_at", Moment(), nullable=True),
        sa.Column("unanswered_since", Moment(), nullable=True),
        sa.Column("owner_mailed_at", Moment(), nullable=True),
        sa.Column("company_mailed_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"]),
        sa.ForeignKeyConstraint(["owner"], ["account.name"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("reference"),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_transfercase_company_id"), "transfercase", ["company_id"], unique=False)
    op.create_index(op.f("ix_transfercase_created_at"), "transfercase", ["created_at"], unique=False)
    op.create_index(op.f("ix_transfercase_due_on"), "transfercase", ["due_on"], unique=False)
    op.create_index(op.f("ix_transfercase_owner"), "transfercase", ["owner"], unique=False)
    op.create_index("ix_transfercase_pair", "transfercase", ["company_id", "subject_kind", "subject_id"], unique=False)
    op.create_index(op.f("ix_transfercase_stage"), "transfercase", ["stage"], unique=False)
    op.create_index(op.f("ix_transfercase_unanswered_since"), "transfercase", ["unanswered_since"], unique=False)
    op.create_index(op.f("ix_transfercase_updated_at"), "transfercase", ["updated_at"], unique=False)
    op.create_table(
        "caseevent",
        sa.Column("id", Counter(), nullable=False),
        sa.Column("case_id", Counter(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["transfercase.id"]),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_caseevent_at"), "caseevent", ["at"], unique=False)
    op.create_index("ix_caseevent_case", "caseevent", ["case_id", "id"], unique=False)
    op.create_table(
        "casedocument",
        sa.Column("id", Counter(), nullable=False),
        sa.Column("case_id", Counter(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", Counter(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("uploaded_at", Moment(), nullable=False),
        sa.Column("withdrawn_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["transfercase.id"]),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_casedocument_case_id"), "casedocument", ["case_id"], unique=False)
    op.create_table(
        "casefile",
        sa.Column("document_id", Counter(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["casedocument.id"]),
        sa.PrimaryKeyConstraint("document_id"),
    )
    op.create_table(
        "relevancejudgement",
        sa.Column("id", Counter(), nullable=False),
        sa.Column("account", IdText(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("record_id", IdText(), nullable=False),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("other_kind", sa.String(), nullable=False),
        sa.Column("other_id", IdText(), nullable=False),
        sa.Column("grade", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("receipt", sa.JSON(), nullable=True),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["account.name"]),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_relevancejudgement_account"), "relevancejudgement", ["account"], unique=False)
    op.create_index("ix_relevancejudgement_pair", "relevancejudgement", ["record_id", "other_id"], unique=False)


def _registrations() -> None:
    op.create_table(
        "registration",
        sa.Column("company_id", IdText(), nullable=False),
        sa.Column("account", IdText(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("publish_when_verified", sa.Boolean(), nullable=False),
        sa.Column("consent", sa.String(), nullable=False),
        sa.Column("registered_at", Moment(), nullable=False),
        sa.Column("submitted_at", Moment(), nullable=True),
        sa.Column("decided_at", Moment(), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("verified_as", IdText(), nullable=True),
        sa.ForeignKeyConstraint(["account"], ["account.name"]),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"]),
        sa.ForeignKeyConstraint(["verified_as"], ["company.id"]),
        sa.PrimaryKeyConstraint("company_id"),
    )
    op.create_index(op.f("ix_registration_account"), "registration", ["account"], unique=False)
    op.create_index(op.f("ix_registration_state"), "registration", ["state"], unique=False)
    op.create_index(op.f("ix_registration_verified_as"), "registration", ["verified_as"], unique=False)
    op.create_table(
        "brochure",
        sa.Column("id", Counter(), nullable=False),
        sa.Column("company_id", IdText(), nullable=False),
        sa.Column("account", IdText(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", Counter(), nullable=False),
        sa.Column("proposals", sa.JSON(), nullable=False),
        sa.Column("uploaded_at", Moment(), nullable=False),
        sa.Column("settled_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["account"], ["account.name"]),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"]),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_brochure_company_id"), "brochure", ["company_id"], unique=False)


def _watching() -> None:
    op.create_table(
        "needkeeping",
        sa.Column("need_id", IdText(), nullable=False),
        sa.Column("account", IdText(), nullable=False),
        sa.Column("company_id", IdText(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("renewals", sa.Integer(), nullable=False),
        sa.Column("reminded_at", Moment(), nullable=True),
        sa.Column("expired_at", Moment(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("updated_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["account.name"]),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"]),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"]),
        sa.PrimaryKeyConstraint("need_id"),
    )
    op.create_index(op.f("ix_needkeeping_account"), "needkeeping", ["account"], unique=False)
    op.create_index(op.f("ix_needkeeping_company_id"), "needkeeping", ["company_id"], unique=False)
    op.create_index(op.f("ix_needkeeping_expires_on"), "needkeeping", ["expires_on"], unique=False)
    op.create_table(
        "savedsearch",
        sa.Column("id", Counter(), nullable=False),
        sa.Column("account", IdText(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("to", sa.String(), nullable=False),
        sa.Column("frequency", sa.String(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("checked_at", Moment(), nullable=True),
        sa.Column("reported_at", Moment(), nullable=True),
        sa.Column("problem", sa.JSON(), nullable=True),
        sa.Column("deleted_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["account"], ["account.name"]),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_savedsearch_account"), "savedsearch", ["account"], unique=False)
    op.create_table(
        "searchhit",
        sa.Column("search_id", Counter(), nullable=False),
        sa.Column("record_id", IdText(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("standing", sa.JSON(), nullable=False),
        sa.Column("seen_at", Moment(), nullable=False),
        sa.Column("gone_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["search_id"], ["savedsearch.id"]),
        sa.PrimaryKeyConstraint("search_id", "record_id"),
    )
    op.create_table(
        "alert",
        sa.Column("id", Counter(), nullable=False),
        sa.Column("account", IdText(), nullable=False),
        sa.Column("search_id", Counter(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("record_kind", sa.String(), nullable=False),
        sa.Column("record_id", IdText(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("read_at", Moment(), nullable=True),
        sa.Column("mail_id", Counter(), nullable=True),
        sa.ForeignKeyConstraint(["account"], ["account.name"]),
        sa.ForeignKeyConstraint(["mail_id"], ["mail.id"]),
        sa.ForeignKeyConstraint(["search_id"], ["savedsearch.id"]),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_alert_holder", "alert", ["account", "id"], unique=False)
    op.create_index(op.f("ix_alert_search_id"), "alert", ["search_id"], unique=False)
    op.create_table(
        "shownmatch",
        sa.Column("id", Counter(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("record_id", IdText(), nullable=False),
        sa.Column("other_kind", sa.String(), nullable=False),
        sa.Column("other_id", IdText(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=True),
        sa.Column("size", sa.String(), nullable=True),
        sa.Column("tracks", sa.JSON(), nullable=False),
        sa.Column("programmes", sa.JSON(), nullable=False),
        sa.Column("labels", sa.JSON(), nullable=False),
        sa.Column("shown_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_shownmatch_pair", "shownmatch", ["kind", "record_id", "other_kind", "other_id"], unique=True)
    op.create_index(op.f("ix_shownmatch_shown_at"), "shownmatch", ["shown_at"], unique=False)


def _uploads() -> None:
    op.create_table(
        "upload",
        sa.Column("id", Counter(), nullable=False),
        sa.Column("account", IdText(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("format_name", sa.String(), nullable=False),
        sa.Column("size", Counter(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("dry_run", sa.Boolean(), nullable=False),
        sa.Column("rebuild", sa.Boolean(), nullable=False),
        sa.Column("mends", Counter(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("total", Counter(), nullable=False),
        sa.Column("done", Counter(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("updated", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("leased_until", Moment(), nullable=True),
        sa.Column("problem_code", sa.String(), nullable=True),
        sa.Column("problem_field", sa.String(), nullable=True),
        sa.Column("problem_value", sa.String(), nullable=True),
        sa.Column("problem_facts", sa.JSON(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("started_at", Moment(), nullable=True),
        sa.Column("seen_at", Moment(), nullable=False),
        sa.Column("finished_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["account"], ["account.name"]),
        sa.ForeignKeyConstraint(["mends"], ["importrun.id"]),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    for name in ("account", "finished_at", "mends", "state"):
        op.create_index(op.f(f"ix_upload_{name}"), "upload", [name], unique=False)
    op.add_column("rejectedrow", sa.Column("cells", sa.JSON(), nullable=True))
    op.add_column("rejectedrow", sa.Column("mends", Counter(), nullable=True))
    op.add_column("rejectedrow", sa.Column("mended_by", Counter(), nullable=True))
    op.create_index(op.f("ix_rejectedrow_mends"), "rejectedrow", ["mends"], unique=False)
    op.add_column("importrun", sa.Column("upload_id", Counter(), nullable=True))
    op.create_index(op.f("ix_importrun_upload_id"), "importrun", ["upload_id"], unique=False)
    op.add_column("job", sa.Column("progress", sa.JSON(), nullable=True))
    for name in ("actor", "at"):
        op.create_index(op.f(f"ix_auditevent_{name}"), "auditevent", [name], unique=False)
