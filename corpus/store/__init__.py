"""The store: every query to the database. Queries never commit; `corpus.database` does, at the boundary."""

from corpus.store.outcomes import Changed, Outcome, Owner, RecordSummary
from corpus.store.store import Store

__all__ = ["Changed", "Outcome", "Owner", "RecordSummary", "Store"]
