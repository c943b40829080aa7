"""Runs the migrations on the connection that `corpus.database` hands over, within its transaction."""

from __future__ import annotations

from alembic import context
from sqlmodel import SQLModel

import corpus.records  # noqa: F401  # fills the metadata that new migrations are compared with

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
)
context.run_migrations()
