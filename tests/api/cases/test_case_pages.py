"""The pages of cases: the whole way without scripts, errors beside their fields, and a company's own view."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from typing import Any

import lxml.html
import pytest

from api.cases.reading import now_here
from api.service import Service
from corpus.disclosure import Tier
from corpus.records import CaseStage
from corpus.roles import Caller, Role
from matcher.cases import desk
from matcher.cases.files import TYPES
from matcher.programmes.editing import edit_programme
from matcher.programmes.in_force import rules_over
from tests.api.cases.case_office import Office, office_of

KO, EN = {"Accept-Language": "ko"}, {"Accept-Language": "en"}
HERE = {"Origin": "http://testserver"}
PDF = b"%PDF-1.7\n%%EOF"
ADMINISTRATOR = Caller(Role.ADMINISTRATOR, "admin")


@pytest.fixture(scope="module")
def office(shared_service: Service) -> Iterator[Office]:
    with office_of(shared_service) as made:
        yield made


def sent(office: Office, path: str, form: dict[str, Any], by: dict[str, str] | None = None, **more: Any) -> Any:
    headers = {**HERE, **EN, **(by or office.officer)}
    return office.client.post(path, data=form, headers=headers, follow_redirects=False, **more)


def page(office: Office, path: str, by: dict[str, str] | None = None, language: dict[str, str] = EN) -> str:
    response = office.client.get(path, headers={**language, **(by or office.officer)})
    assert response.status_code == 200, response.text
    assert not re.search(r"style=|<script>|onclick=", response.text)
    return response.text


def said(html: str) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)))


def opened(office: Office, subject: str, by: dict[str, str] | None = None, **more: str) -> str:
    form = {"subject_kind": "patents", "subject_id": subject, "company_id": "C1", "track": "spin-off", **more}
    response = sent(office, "/cases", form, by)
    assert response.status_code == 303, response.text
    return str(response.headers["location"])


def trouble(response: Any, field: str) -> str:
    """What stands beside a field."""
    found = re.search(rf'<p class="trouble" id="trouble-{field}">(.*?)</p>', response.text)
    assert found, response.text
    assert f'aria-describedby="trouble-{field}' in response.text
    return unescape(found[1])


def test_the_whole_way_by_forms(office: Office) -> None:
    at = opened(office, office.subject(), score="0.73", receipt='{"generation": "G7"}', note="전시회에서 만남")
    first = page(office, at)
    for words in ("전시회에서 만남", "0.73", "G7", "/compare?patent=S", "Shortlisted", "Spin-off"):
        assert words in first
    for number, stage in enumerate(("contacted", "nda", "evaluation", "negotiation", "licensed"), start=1):
        response = sent(office, f"{at}/stage", {"to": stage, "version": str(number), "move_note": ""})
        assert response.status_code == 303
    assert response.headers["location"] == f"{at}#book"
    assert "Nothing is booked yet" in page(office, at)
    form = {"programme": "civmil-cooperation", "year": "2026", "amount": "350,000,000원", "jobs_expected": "12"}
    assert sent(office, f"{at}/bookings", form).headers["location"] == f"{at}#book"
    terms = {"development_cost": "3,000,000,000", "base_fee": "250000000", "running_rate": "2.5%"}
    assert sent(office, f"{at}/terms", terms).status_code == 303
    step = {"follow_programme": "after-sales", "follow_stage": "trial-run", "held_on": "2026-09-14", "party": "정비창"}
    assert sent(office, f"{at}/follow-ups", step).status_code == 303
    shown = said(page(office, at, language=KO))
    for words in ("3억 5,000만 원", "2억 5,000만 원", "2.5 %", "장비 시범 운용", "정비창", "조건 협상 → 기술이전 계약"):
        assert words in shown, words
    entry = re.search(r"bookings/(\d+)/void", page(office, at))
    assert entry
    assert sent(office, f"{at}/bookings/{entry[1]}/void", {"void_reason": "착오"}).status_code == 303
    voided = said(page(office, at))
    assert f"voids no. {entry[1]}" in voided
    assert "Booking voided" in voided


def test_a_refusal_stands_beside_its_field_and_keeps_what_was_typed(office: Office) -> None:
    at = opened(office, office.subject())
    skipped = sent(office, f"{at}/stage", {"to": "nda", "version": "1", "move_note": ""})
    assert skipped.status_code == 422
    assert "Shortlisted" in trouble(skipped, "move_note")
    past = sent(office, f"{at}/due", {"due_on": "2020-01-01", "version": "1"})
    assert "2020-01-01" in trouble(past, "due_on")
    assert "2024-05-01" in trouble(sent(office, f"{at}/due", {"due_on": "morgen", "version": "1"}), "due_on")
    stale = sent(office, f"{at}/owner", {"owner": "", "version": "7"})
    assert stale.status_code == 409
    assert "Somebody has changed" in said(stale.text)
    empty = sent(office, f"{at}/messages", {"message": " "})
    assert trouble(empty, "message")
    secret = sent(office, f"{at}/notes", {"note": "[대외비] 성능표"})
    assert trouble(secret, "note")
    assert "[대외비] 성능표" in secret.text
    other = sent(office, f"{at}/declination", {"reason": "other", "decline_note": "", "version": "1"})
    assert trouble(other, "decline_note")
    assert '<option value="other" selected>' in other.text


def test_a_ceiling_is_refused_beside_the_amount(office: Office) -> None:
    with office.service.database.transaction() as store:
        current = rules_over(store).catalogue.current("manpower")
        ceiling = {"amount": 1_000, "first_year": 2026, "last_year": 2026, "source": "공고"}
        form = {**current.to_mapping(), "ceilings": [ceiling]}
        edit_programme(store, "manpower", form, "한도", ADMINISTRATOR, expected_version=current.version)
    at = f"/cases/{office.licensed(office.subject())}"
    form = {"programme": "manpower", "year": "2026", "amount": "1,001", "booking_note": "첫 회"}
    refused = sent(office, f"{at}/bookings", form)
    assert refused.status_code == 409
    assert "1,000 won" in trouble(refused, "amount")
    for kept in ('value="1,001"', "첫 회", '<option value="manpower" selected>'):
        assert kept in refused.text
    assert trouble(sent(office, f"{at}/bookings", {**form, "amount": "viel"}), "amount")
    assert trouble(sent(office, f"{at}/bookings", {**form, "amount": ""}), "amount")
    assert trouble(sent(office, f"{at}/bookings", {**form, "year": "1900"}), "year")
    over = sent(office, f"{at}/terms", {"development_cost": "100", "base_fee": "11", "running_rate": "1"})
    assert "10 %" in trouble(over, "base_fee")
    assert trouble(sent(office, f"{at}/follow-ups", {"party": "x"}), "held_on")


def test_a_declined_case_is_reopened(office: Office) -> None:
    at = opened(office, office.subject())
    form = {"reason": "price", "decline_note": "상대가 낮춤", "version": "1"}
    assert sent(office, f"{at}/declination", form).status_code == 303
    shown = page(office, at)
    assert "Price" in said(shown)
    assert f'action="{at}/reopening"' in shown
    assert f'action="{at}/stage"' not in shown
    assert trouble(sent(office, f"{at}/reopening", {"reopen_note": "", "version": "2"}), "reopen_note")
    assert sent(office, f"{at}/reopening", {"reopen_note": "예산 확보", "version": "2"}).status_code == 303
    assert f'action="{at}/stage"' in page(office, at)


def test_a_pair_with_a_case_leads_to_it(office: Office) -> None:
    subject = office.subject()
    at = opened(office, subject)
    assert opened(office, subject, office.other) == at
    for wrong, status in (({"subject_kind": "ships"}, 422), ({"receipt": "[1]"}, 422), ({"score": "viel"}, 422)):
        form = {"subject_kind": "patents", "subject_id": office.subject(), "company_id": "C1", **wrong}
        assert sent(office, "/cases", form).status_code == status
    assert sent(office, "/cases", {"subject_kind": "patent", "subject_id": "S0", "company_id": "C1"}).status_code == 404


def test_documents_by_form(office: Office) -> None:
    at = opened(office, office.subject())
    upload = {"document": ("비밀유지계약서.pdf", PDF)}
    assert sent(office, f"{at}/documents", {"audience": "both"}, files=upload).status_code == 303
    shown = page(office, at)
    address = re.search(rf'{at}/documents/\d+(?=")', shown)
    assert address
    assert "비밀유지계약서.pdf" in shown
    response = office.client.get(address[0], headers=office.company)
    assert (response.content, response.headers["x-content-type-options"]) == (PDF, "nosniff")
    assert response.headers["content-disposition"].startswith("attachment")
    assert trouble(sent(office, f"{at}/documents", {"audience": "both"}), "document")
    wrong = sent(office, f"{at}/documents", {}, files={"document": ("a.exe", b"MZ")})
    assert "a.exe" in trouble(wrong, "document")
    huge = sent(office, f"{at}/documents", {}, files={"document": ("a.txt", b"x" * 21_500_000)})
    assert huge.status_code == 413
    assert '<html lang="en">' in huge.text
    assert sent(office, f"{address[0]}/withdrawal", {}).status_code == 303
    assert "withdrawn" in said(page(office, at))
    assert office.client.get(address[0], headers=office.company).status_code == 404


def test_the_chooser_of_documents_offers_all_that_are_taken(office: Office) -> None:
    fields = lxml.html.fromstring(page(office, opened(office, office.subject())))
    offered = [str(each).split(",") for each in fields.xpath("//input[@type='file']/@accept")]
    assert offered == [[f".{ending}" for ending in TYPES]]


def test_a_company_shows_interest_writes_and_withdraws(office: Office) -> None:
    subject = office.subject()
    at = opened(office, subject, office.company, note="견본이 있습니다.")
    own = said(page(office, at, office.company))
    for words in ("Your interest has arrived", "견본이 있습니다.", f"시험용 밸브 {subject}"):
        assert words in own
    for hidden in ("Next step", "Note for officials", "Score", "In charge"):
        assert hidden not in own
    assert f"시험용 밸브 {subject}" in page(office, "/cases", office.company)
    assert at not in page(office, "/cases", office.stranger)
    assert office.client.get(at, headers=office.stranger).status_code == 404
    assert office.client.get(at, headers=HERE).status_code == 401
    assert sent(office, f"{at}/messages", {"message": "언제 가능합니까?"}, office.company).status_code == 303
    assert "company awaits an answer" in said(page(office, at))
    assert sent(office, f"{at}/messages", {"message": "다음 주입니다."}).status_code == 303
    answered = page(office, at, office.company)
    assert "다음 주입니다." in answered
    assert "officer-" not in answered
    for path, form in (("stage", {"to": "nda", "version": "1"}), ("notes", {"note": "x"}), ("bookings", {})):
        assert sent(office, f"{at}/{path}", form, office.company).status_code == 403
    assert sent(office, f"{at}/declination", {"reason": "price"}, office.company).status_code == 422
    form = {"reason": "withdrew", "decline_note": "사정이 있습니다."}
    assert sent(office, f"{at}/declination", form, office.company).status_code == 303
    assert "This case is closed" in said(page(office, at, office.company))
    assert "사정이 있습니다." in page(office, at)


def test_a_hidden_subject_is_nowhere_on_the_company_s_pages(office: Office) -> None:
    subject = office.subject(tier=Tier.RESTRICTED)
    at = opened(office, subject)
    assert sent(office, f"{at}/stage", {"to": "contacted", "version": "1"}).status_code == 303
    assert "may not know this subject" in said(page(office, at))
    for path in (at, "/cases", f"/cases?text={subject}"):
        html = page(office, path, office.company)
        assert f"밸브 {subject}" not in html
        assert f"/patents/{subject}" not in html
    assert "A technology that is not open to your company" in page(office, at, office.company)
    assert at not in page(office, f"/cases?text={subject}", office.company)
    shared = sent(office, f"{at}/documents", {"audience": "both"}, files={"document": ("a.pdf", PDF)})
    assert subject in trouble(shared, "audience")


def test_the_board_moves_a_card_and_comes_back(office: Office) -> None:
    at = opened(office, office.subject())
    reference = at.rsplit("/", 1)[1]
    board = page(office, "/cases?owner=me")
    button = f'value="{reference} 1 contacted"'
    assert button in board
    back = sent(office, "/cases/moves", {"move": f"{reference} 1 contacted", "back": "/cases?owner=me"})
    assert back.headers["location"] == "/cases?owner=me"
    again = sent(office, "/cases/moves", {"move": f"{reference} 1 contacted", "back": "//evil.example"})
    assert again.status_code == 409
    assert "Somebody has changed" in said(again.text)
    elsewhere = sent(office, "/cases/moves", {"move": f"{reference} 2 nda", "back": "//evil.example"})
    assert elsewhere.headers["location"] == "/cases"
    assert sent(office, "/cases/moves", {"move": "x"}).status_code == 422
    assert f'value="{reference}' not in page(office, "/cases", office.reviewer)
    assert sent(office, "/cases/moves", {"move": f"{reference} 3 evaluation"}, office.reviewer).status_code == 403


def test_lists_are_filtered_and_taken_on_together(office: Office) -> None:
    references = [opened(office, office.subject(), office.company).rsplit("/", 1)[1] for _ in range(2)]
    html = page(office, "/cases?view=list&owner=-")
    for reference in references:
        assert f'name="reference" value="{reference}"' in html
    assert "/api/v1/cases.xlsx?owner=-&amp;order=updated" in html
    form = {"reference": references, "back": "/cases?view=list&owner=me"}
    taken = sent(office, "/cases/ownership", form)
    assert taken.headers["location"] == "/cases?view=list&owner=me"
    assert all(reference in page(office, "/cases?view=list&owner=me") for reference in references)
    waiting = page(office, "/cases?view=list&waiting=yes&owner=me&order=due", language=KO)
    assert references[0] in waiting
    assert "기업 회신 대기" in waiting
    assert "No case is like this" in page(office, "/cases?view=list&text=xyzzy&stage=nda&page=0&order=sideways")
    assert references[0] in page(office, f"/cases?view=list&text={references[0]}&track=nonsense&overdue=")


def test_a_form_from_another_site_is_not_read(office: Office) -> None:
    at = opened(office, office.subject())
    headers = {**office.officer, "Origin": "http://evil.example"}
    for path in ("/cases", "/cases/moves", "/cases/ownership", f"{at}/stage", f"{at}/documents", f"{at}/messages"):
        assert office.client.post(path, data={"message": "x"}, headers=headers).status_code == 403


def test_the_board_stays_small_with_many_cases(service: Service) -> None:
    with office_of(service) as office:
        name = office.client.get("/api/v1/me", headers=office.officer).json()["account"]
        officer, now = Caller(Role.OFFICER, name), now_here()
        subjects = [office.subject() for _ in range(120)]
        with service.database.transaction() as store:
            for number, subject in enumerate(subjects):
                at = now - timedelta(minutes=number)
                opening = desk.Opening("patents", subject, "C1", "spin-off", 0.5, None)
                case = desk.open_case(store, opening, officer, at)
                for stage in list(CaseStage)[1 : 1 + number % 3]:
                    case = desk.move(store, case.reference, stage, officer, at, version=case.version)
        html = page(office, "/cases", language=KO)
        assert html.count('class="case-card') == 75
        assert "전체 40건" in said(html)
        assert len(html.encode()) < 75 * 700 + 15_000
