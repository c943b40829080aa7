"""The database itself refuses to change or to take out an event of the audit log."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

REFUSED = "the audit log is append-only"
ON_SQLITE = {
    "auditevent_kept_as_written": "BEFORE UPDATE ON auditevent",
    "auditevent_kept": "BEFORE DELETE ON auditevent",
    # INSERT OR REPLACE takes the row out without asking the trigger for DELETE.
    "auditevent_not_replaced": "BEFORE INSERT ON auditevent WHEN EXISTS (SELECT 1 FROM auditevent WHERE seq = NEW.seq)",
}
ON_POSTGRESQL = "auditevent_append_only"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name, when in ON_SQLITE.items():
            op.execute(f"CREATE TRIGGER {name} {when} BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END")
        return
    op.execute(
        f"CREATE FUNCTION {ON_POSTGRESQL}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSED}'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {ON_POSTGRESQL} BEFORE UPDATE OR DELETE OR TRUNCATE ON auditevent "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {ON_POSTGRESQL}()"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name in ON_SQLITE:
            op.execute(f"DROP TRIGGER {name}")
        return
    op.execute(f"DROP TRIGGER {ON_POSTGRESQL} ON auditevent")
    op.execute(f"DROP FUNCTION {ON_POSTGRESQL}()")
