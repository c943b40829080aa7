"""All queries of the project, by what they are about."""

from __future__ import annotations

from sqlmodel import Session

from corpus.store.changes import Changes
from corpus.store.companies import Companies
from corpus.store.documents import Documents
from corpus.store.imports import Imports
from corpus.store.jobs import Jobs
from corpus.store.needs import Needs
from corpus.store.organisations import Organisations
from corpus.store.patents import Patents


class Store:
    """One transaction's view of the database; it lives as long as the block of `Database` that gave it."""

    def __init__(self, session: Session) -> None:
        self.changes = Changes(session)
        self.organisations = Organisations(session)
        self.patents = Patents(session, self.changes, self.organisations)
        self.companies = Companies(session, self.changes, self.organisations)
        self.needs = Needs(session, self.changes, self.organisations)
        self.documents = Documents(session, self.organisations)
        self.imports = Imports(session)
        self.jobs = Jobs(session)
