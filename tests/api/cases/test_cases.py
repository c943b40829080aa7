"""Cases over the API: worked by officers, read by officials, and by a company its own alone."""

from __future__ import annotations

import io
from collections.abc import Iterator

import docx
import openpyxl
import pytest
from sqlalchemy import event

from api.schemas import cases
from api.schemas.matches import Schema
from api.service import Service
from corpus.records import CaseOrigin, CaseStage
from corpus.roles import Caller, Role
from corpus.store.case_lists import WaitingReason
from corpus.wording import ALL
from corpus.wording.case_labels import (
    ACTION_LABELS,
    ORIGIN_LABELS,
    REASON_LABELS,
    STAGE_LABELS,
    STATUS_LABELS,
    WAITING_LABELS,
)
from corpus.wording.cases import WORDING
from matcher.cases.stages import DeclineReason
from matcher.cases.viewing import TOLD_TO_COMPANIES
from matcher.screening.desk import take
from matcher.screening.states import Block
from tests.api.cases.case_office import API, Office, office_of
from tests.hostile import documents

PDF = b"%PDF-1.7\n%%EOF"
KOREAN = {"Accept-Language": "ko"}


@pytest.fixture
def office(service: Service) -> Iterator[Office]:
    with office_of(service) as made:
        yield made


def test_a_case_from_shortlist_to_booked_commitment(office: Office) -> None:
    reference = office.licensed()
    client, officer = office.client, office.officer
    booking = {"programme_id": "civmil-cooperation", "year": 2026, "amount": 350_000_000, "jobs_expected": 12}
    entry = client.post(f"{API}/{reference}/bookings", json=booking, headers=officer)
    assert entry.status_code == 201
    terms = {"development_cost": 3_000_000_000, "base_fee": 300_000_000, "running_rate": 2.5}
    assert client.put(f"{API}/{reference}/terms", json=terms, headers=officer).status_code == 200
    step = {"programme_id": "after-sales", "stage": "trial-run", "held_on": "2026-09-14", "party": "가상 정비창"}
    assert client.post(f"{API}/{reference}/follow-ups", json=step, headers=officer).status_code == 201
    full = office.read(reference)
    assert [each["amount"] for each in full["bookings"]] == [350_000_000]
    assert (full["terms"]["base_fee"], full["terms"]["currency"]) == (300_000_000, "KRW")
    assert [each["party"] for each in full["follow_ups"]] == ["가상 정비창"]
    ledger = client.get("/api/v1/programmes/civmil-cooperation/commitments", headers=officer).json()["items"]
    assert [(each["case_reference"], each["track"]) for each in ledger] == [(reference, "spin-off")]
    void = client.post(
        f"{API}/{reference}/bookings/{entry.json()['id']}/void", json={"reason": "착오"}, headers=officer
    )
    assert void.status_code == 201
    assert office.read(reference)["bookings"][1]["voided_by"] == void.json()["id"]
    over = client.put(f"{API}/{reference}/terms", json={**terms, "base_fee": 300_000_001}, headers=officer)
    assert (over.status_code, over.json()["error"]["field"]) == (422, "base_fee")


def test_a_company_sees_its_own_case_without_what_officials_keep(office: Office) -> None:
    reference = office.open()
    secret = "경쟁사와 비교 중, 담당자만"
    office.client.post(f"{API}/{reference}/notes", json={"text": secret}, headers=office.officer).raise_for_status()
    assert office.client.get(f"{API}/{reference}", headers=office.company).status_code == 404
    assert office.client.get(API, headers=office.company).json() == {"items": [], "total": 0, "next": None}
    office.move(reference, "contacted")
    said = {"text": "안녕하십니까. 견본이 있습니까?"}
    office.client.post(f"{API}/{reference}/messages", json=said, headers=office.officer).raise_for_status()
    response = office.client.get(f"{API}/{reference}", headers=office.company)
    full = response.json()
    assert secret not in response.text
    assert "officer-" not in response.text
    for hidden in ("owner", "score", "version", "due_on", "receipt", "opened_by", "declined_reason", "terms"):
        assert full[hidden] is None, hidden
    assert (full["steps"], full["bookings"], full["cautions"], full["waiting"]) == ([], [], [], [])
    assert [(each["action"], each["text"]) for each in full["events"]] == [("moved", ""), ("message", said["text"])]
    assert full["title"] == "세라믹 노즐"
    assert office.client.get(API, headers=office.company).json()["total"] == 1
    for headers in (office.stranger, {}):
        assert office.client.get(f"{API}/{reference}", headers=headers).status_code in {404, 401}
        assert reference not in office.client.get(API, headers=headers).text


def test_another_s_case_is_as_one_that_is_not(office: Office) -> None:
    """Whatever a company asks of another's case, it gets the answer that a case that is not there gets."""
    reference = office.open(company="C2")
    office.move(reference, "contacted")
    document = office.client.post(
        f"{API}/{reference}/documents",
        files={"file": ("견적.pdf", PDF)},
        data={"audience": "both"},
        headers=office.officer,
    ).json()["id"]

    def answers(name: str) -> list[tuple[int, str]]:
        asked = [
            office.client.get(f"{API}/{name}", headers=office.company),
            office.client.post(f"{API}/{name}/messages", json={"text": "x"}, headers=office.company),
            office.client.post(f"{API}/{name}/declination", json={"reason": "withdrew"}, headers=office.company),
            office.client.post(f"{API}/{name}/stage", json={"to": "nda", "version": 2}, headers=office.company),
            office.client.get(f"{API}/{name}/documents/{document}", headers=office.company),
            office.client.post(f"{API}/{name}/documents/{document}/withdrawal", headers=office.company),
            office.client.post(f"{API}/{name}/documents", files={"file": ("a.pdf", PDF)}, headers=office.company),
        ]
        return [(each.status_code, each.text.replace(name, "REFERENCE")) for each in asked]

    assert answers(reference) == answers("CMT-2026-99999")


def test_a_subject_that_is_closed_later_is_hidden_with_its_files(office: Office) -> None:
    reference = office.open("P2")
    office.move(reference, "contacted")
    files = {"file": ("Released seal 도면.pdf", PDF)}
    posted = office.client.post(
        f"{API}/{reference}/documents", files=files, data={"audience": "both"}, headers=office.officer
    )
    address = f"{API}/{reference}/documents/{posted.json()['id']}"
    assert office.client.get(address, headers=office.company).content == PDF
    with office.service.database.transaction() as store:
        reviewer = Caller(Role.REVIEWER, "reviewer.park")
        take(store, "patents", "P2", Block("심사"), caller=reviewer, day=office.service.today())
    response = office.client.get(f"{API}/{reference}", headers=office.company)
    assert (response.status_code, response.json()["open"], response.json()["title"]) == (200, False, None)
    listed = office.client.get(f"{API}?text=seal", headers=office.company)
    for text in (response.text, listed.text, office.client.get(f"{API}.csv", headers=office.company).text):
        assert "seal" not in text.replace("text=seal", "")
        assert "P2" not in text
    assert listed.json()["total"] == 0
    assert office.client.get(address, headers=office.company).status_code == 404
    assert "case_subject_blocked" in [each["code"] for each in office.read(reference)["cautions"]]
    refused = office.client.post(
        f"{API}/{reference}/stage", json={"to": "nda", "version": 2}, headers=office.officer
    ).json()
    assert refused["error"]["code"] == "case_subject_blocked"


def test_documents_are_given_out_to_be_kept_under_their_korean_name(office: Office) -> None:
    reference = office.open()
    files = {"file": ("비밀유지계약서 (안).pdf", PDF, "text/html")}
    kept = office.client.post(f"{API}/{reference}/documents", files=files, headers=office.officer)
    assert kept.status_code == 201
    assert kept.json()["audience"] == "officials"
    response = office.client.get(f"{API}/{reference}/documents/{kept.json()['id']}", headers=office.reviewer)
    assert response.content == PDF
    assert response.headers["content-type"] == "application/pdf"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["content-disposition"] == (
        'attachment; filename="_______ (_).pdf"; '
        "filename*=UTF-8''%EB%B9%84%EB%B0%80%EC%9C%A0%EC%A7%80%EA%B3%84%EC%95%BD%EC%84%9C%20%28%EC%95%88%29.pdf"
    )
    assert office.client.get(f"{API}/{reference}/documents/999", headers=office.reviewer).status_code == 404


def test_documents_are_bounded(service: Service) -> None:
    object.__setattr__(service, "settings", service.settings.model_copy(update={"max_document_bytes": 1_000}))
    with office_of(service) as office:
        reference = office.open()

        def sent(size: int) -> tuple[int, str]:
            response = office.client.post(
                f"{API}/{reference}/documents", files={"file": ("a.txt", b"x" * size)}, headers=office.officer
            )
            return response.status_code, response.json().get("error", {}).get("code", "")

        assert sent(1_000) == (201, "")
        assert sent(1_001) == (413, "case_file_too_large")
        assert sent(2_000_000) == (413, "body_too_large")
        assert len(office.read(reference)["documents"]) == 1


BOMBS = {
    "brochure_bomb": ("zeros.xlsx", "lies.xlsx", "zeros.docx", "lies.docx"),
    "brochure_too_much_work": ("table.docx",),
}


def test_a_document_that_would_harm_whoever_opens_it_is_refused_unkept(office: Office) -> None:
    reference = office.open()
    made = {file.name: file.make for file in documents.files()}
    for code, names in BOMBS.items():
        for name in names:
            files = {"file": (name, made[name]())}
            response = office.client.post(f"{API}/{reference}/documents", files=files, headers=office.officer)
            assert (response.status_code, response.json()["error"]["code"]) == (413, code), name
            assert response.json()["error"]["mend"], name
    assert office.read(reference)["documents"] == []


def test_a_marked_document_is_refused_unkept(office: Office) -> None:
    reference = office.open()
    for text, status in (("대외비\n시험 결과", 422), ("대외비가 아닌 시험 결과입니다.", 201)):
        document, stream = docx.Document(), io.BytesIO()
        for line in text.splitlines():
            document.add_paragraph(line)
        document.save(stream)
        files = {"file": ("결과.docx", stream.getvalue())}
        response = office.client.post(f"{API}/{reference}/documents", files=files, headers=office.officer)
        assert response.status_code == status, response.text
        if status == 422:
            assert response.json()["error"]["code"] == "secret_refused"
            assert office.read(reference)["documents"] == []
    unknown = office.client.post(f"{API}/CMT-2026-09999/documents", files=files, headers=office.officer)
    assert unknown.status_code == 404


def test_lists_are_filtered_sorted_and_paged(office: Office) -> None:
    first, second, third = office.open("P1"), office.open("P2"), office.open("N1", "C2")
    office.move(second, "contacted")
    office.client.put(
        f"{API}/{third}/due", json={"due_on": "2099-01-01", "version": 1}, headers=office.officer
    ).raise_for_status()
    owner = office.read(first)["owner"]

    def listed(asked: str, by: dict[str, str] = office.officer) -> list[str]:
        return [each["reference"] for each in office.client.get(f"{API}?{asked}", headers=by).json()["items"]]

    assert listed("order=reference") == [third, second, first]
    assert listed("order=due") == [third, second, first]
    assert listed("order=company&stage=shortlisted&stage=contacted") == [third, second, first]
    assert listed("stage=contacted") == [second]
    assert listed("owner=me&company=C2") == [third]
    assert listed(f"owner={owner}&text=노즐") == [first]
    assert listed("owner=-") == listed("origin=company") == listed("overdue=true") == []
    assert listed("owner=me", office.other) == []
    assert listed(f"text={first} 한울") == [first]
    page = office.client.get(f"{API}?limit=2&order=reference", headers=office.officer).json()
    assert (page["total"], page["next"]) == (3, 2)
    assert listed("limit=2&order=reference&page=2") == [first]
    for wrong in ("stage=nowhere", "order=title", "page=0", "colour=red"):
        assert office.client.get(f"{API}?{wrong}", headers=office.officer).status_code == 422


def test_interest_waits_until_somebody_takes_it_on(office: Office) -> None:
    reference = office.open("P2", by=office.company)
    shown = office.client.get(f"{API}/waiting", headers=office.officer).json()
    assert [(each["reference"], each["waiting"]) for each in shown["items"]] == [(reference, ["unanswered", "unowned"])]
    assert (shown["counts"]["unowned"], shown["items"][0]["score"]) == (1, None)
    taken = office.client.post(f"{API}/ownership", json={"references": [reference]}, headers=office.other)
    assert taken.json() == {"taken": 1}
    assert office.client.post(f"{API}/{reference}/answered", headers=office.other).status_code == 200
    assert office.client.get(f"{API}/waiting", headers=office.other).json()["items"] == []
    assert office.client.get(f"{API}/waiting", headers=office.company).status_code == 403
    again = office.client.post(
        API,
        json={"subject_kind": "patents", "subject_id": "P2", "company_id": "C1"},
        headers=office.company | KOREAN,
    )
    assert (again.status_code, again.json()["error"]["value"]) == (409, reference)


def test_who_may_do_what(office: Office) -> None:
    reference = office.open()
    office.move(reference, "contacted")
    body = {"to": "nda", "version": 2}
    for headers, status in (({}, 401), (office.company, 403), (office.reviewer, 403), (office.other, 200)):
        assert office.client.post(f"{API}/{reference}/stage", json=body, headers=headers).status_code == status
    stale = office.client.post(f"{API}/{reference}/stage", json=body, headers=office.officer | KOREAN)
    assert (stale.status_code, stale.json()["error"]["code"]) == (409, "case_changed")
    assert reference in stale.json()["error"]["reason"]
    withdrawn = office.client.post(
        f"{API}/{reference}/declination", json={"reason": "withdrew", "note": "사정"}, headers=office.company
    )
    assert (withdrawn.status_code, withdrawn.json()["stage"]) == (200, "declined")
    reopened = office.client.post(
        f"{API}/{reference}/reopening", json={"version": 4, "note": "다시"}, headers=office.officer
    )
    assert (reopened.status_code, reopened.json()["stage"]) == (200, "nda")


def test_tables_are_in_the_reader_s_words(office: Office) -> None:
    reference = office.open()
    table = office.client.get(f"{API}.csv?owner=me", headers=office.officer | KOREAN)
    assert table.text.startswith("\ufeff사례 번호,단계")
    assert f"{reference},후보 선정,세라믹 노즐" in table.text
    book = office.client.get(f"{API}.xlsx", headers=office.officer)
    sheet = openpyxl.load_workbook(io.BytesIO(book.content)).active
    assert sheet is not None
    assert [cell.value for cell in sheet[2]][:3] == [reference, "Shortlisted", "세라믹 노즐"]
    lines = office.client.get(f"{API}.jsonl", headers=office.officer).text
    assert '"stage": "shortlisted"' in lines
    assert "score" in lines
    assert office.client.get(f"{API}.csv", headers=office.company).text.count("\n") == 1


def test_the_board_is_bounded_and_asks_the_database_a_few_times(office: Office) -> None:
    references = [office.open(subject, company) for subject in ("P1", "P2", "P3", "N1") for company in ("C1", "C2")]
    asked: list[str] = []
    engine = office.service.database._engine

    def count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", count)
    board = office.client.get(f"{API}/board", headers=office.officer).json()["columns"]
    event.remove(engine, "before_cursor_execute", count)
    assert [column["stage"] for column in board] == [stage.value for stage in CaseStage][:7]
    assert board[0]["total"] == len(references) == len(board[0]["items"])
    assert sum("transfercase" in statement for statement in asked) == 2


def test_every_code_has_its_words() -> None:
    assert set(STAGE_LABELS) == set(STATUS_LABELS) == {stage.value for stage in CaseStage}
    assert set(REASON_LABELS) == {reason.value for reason in DeclineReason}
    assert set(ORIGIN_LABELS) == {origin.value for origin in CaseOrigin}
    assert set(WAITING_LABELS) == {reason.value for reason in WaitingReason}
    assert set(TOLD_TO_COMPANIES) <= set(ACTION_LABELS)
    assert WORDING.keys() <= ALL.keys()


def test_examples_are_what_they_are_examples_of() -> None:
    for model in vars(cases).values():
        if isinstance(model, type) and issubclass(model, Schema):
            extra = model.model_config.get("json_schema_extra") or {}
            for example in extra.get("examples", ()):  # type: ignore[union-attr]
                made = model.model_validate(example)
                assert set(made.model_dump()) == set(example), model.__name__
