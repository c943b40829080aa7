"""People and records of the cases' tests: two officers, a reviewer, two companies' people, and patents of each tier."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any

from fastapi.testclient import TestClient

from api.application import create_app
from api.service import Service
from corpus.drafts import PatentDraft
from corpus.roles import Role
from tests.api.conftest import as_
from tests.matcher.cases.desk import furnish

API = "/api/v1/cases"
NUMBERS = count(1)


@dataclass(frozen=True)
class Office:
    """A client without a caller of its own, and the headers of each."""

    service: Service
    client: TestClient
    officer: dict[str, str]
    other: dict[str, str]
    reviewer: dict[str, str]
    company: dict[str, str]
    stranger: dict[str, str]

    def open(self, subject: str = "P1", company: str = "C1", by: dict[str, str] | None = None) -> str:
        """The reference of a new case."""
        kind = "needs" if subject.startswith("N") else "patents"
        body = {"subject_kind": kind, "subject_id": subject, "company_id": company, "track": "spin-off", "score": 0.7}
        response = self.client.post(API, json=body, headers=by or self.officer)
        assert response.status_code == 201, response.text
        return str(response.json()["reference"])

    def subject(self, **changes: Any) -> str:
        """The id of a new patent, so that tests which share an office do not meet."""
        number = f"S{next(NUMBERS)}"
        with self.service.database.transaction() as store:
            store.patents.put([PatentDraft(id=number, country="KR", title=f"시험용 밸브 {number}", **changes)])
        return number

    def read(self, reference: str, by: dict[str, str] | None = None) -> Any:
        return self.client.get(f"{API}/{reference}", headers=by or self.officer).json()

    def move(self, reference: str, *stages: str) -> None:
        for stage in stages:
            body = {"to": stage, "version": self.read(reference)["version"]}
            response = self.client.post(f"{API}/{reference}/stage", json=body, headers=self.officer)
            assert response.status_code == 200, response.text

    def licensed(self, subject: str = "P1") -> str:
        reference = self.open(subject)
        self.move(reference, "contacted", "nda", "evaluation", "negotiation", "licensed")
        return reference


@contextmanager
def office_of(service: Service) -> Iterator[Office]:
    with service.database.transaction() as store:
        furnish(store)
    with TestClient(create_app(service)) as client:
        yield Office(
            service,
            client,
            officer=as_(service, Role.OFFICER),
            other=as_(service, Role.OFFICER),
            reviewer=as_(service, Role.REVIEWER),
            company=as_(service, Role.COMPANY, "C1"),
            stranger=as_(service, Role.COMPANY, "C2"),
        )
