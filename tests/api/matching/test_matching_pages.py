"""What an officer does with matches: judge, compare several, ask why one is missing, take lists away."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient

from api.application import create_app
from api.matching.questions import Question, match_request
from api.service import Service
from corpus.roles import Caller, Role
from matcher.programmes.verdicts import Outcome
from matcher.tracks import Track
from matcher.why_not import Cause
from tests.api.conftest import as_, settings_in
from tests.api.judged_records import SECRETIVE, fill
from tests.api.matching.test_judged_pages import text_of
from tests.api.records import patent
from tests.fakes import HashEncoder

ENGLISH, KOREAN = {"Accept-Language": "en"}, {"Accept-Language": "ko"}
SITE = {"Origin": "http://testserver"}
ASKED = {"patent": "FICT-P1", "to": "companies"}
PAIR = {**ASKED, "with": "FICT-C1"}
OFFICIAL = Caller(Role.OFFICER, "officer")
JUDGEMENT = {"grade": "not", "reason": "wrong-field", "note": "<b>food</b>"}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    built = Service(settings_in(tmp_path_factory.mktemp("matching")), encoder=HashEncoder())
    built.open()
    fill(built)
    yield built
    built.close()


@pytest.fixture(scope="module")
def reader(filled: Service) -> Iterator[TestClient]:
    """Nobody in particular."""
    with TestClient(create_app(filled), follow_redirects=False) as made:
        yield made


@pytest.fixture
def officer(filled: Service) -> dict[str, str]:
    return {**as_(filled, Role.OFFICER), **SITE, **ENGLISH}


def addresses(page: str, begins: str) -> list[str]:
    return [unescape(found) for found in re.findall(r'(?:href|action)="([^"]+)"', page) if found.startswith(begins)]


# Answers ------------------------------------------------------------------------------------------------------------


def test_a_score_is_a_word_and_a_number(reader: TestClient) -> None:
    page = reader.get("/", params=ASKED, headers=ENGLISH).text
    answer = reader.get("/api/v1/matches", params=ASKED).json()
    words = re.findall(r'class="word (\w+)">(\w+)</span> <b>([\d.]+)</b>', page)
    assert words == [(each["standing"], each["standing"], f"{each['score']:.2f}") for each in answer["matches"]]
    assert "is the probability that people who judge would call the record relevant" in page
    assert "It was not fitted to the model in use here" in page
    assert "Only 14 candidates were scored here" in page


def test_the_fragment_is_the_part_of_the_page_that_changes(reader: TestClient) -> None:
    page = reader.get("/", params=ASKED, headers=ENGLISH)
    part = reader.get("/", params=ASKED, headers={**ENGLISH, "X-Fragment": "answer"})
    assert part.text.strip() in page.text
    assert 'data-found="The best 10 of 14 candidates"' in part.text
    assert "<html" not in part.text
    assert "X-Fragment" in page.headers["vary"]
    assert "X-Fragment" in part.headers["vary"]
    refused = reader.get("/", params={"patent": "NOPE"}, headers={**ENGLISH, "X-Fragment": "answer"})
    assert refused.status_code == 404
    assert 'role="alert"' in refused.text
    assert re.search(r'data-found="[^"]*NOPE', refused.text)


def test_officers_act_on_a_match_and_others_do_not(reader: TestClient, officer: dict[str, str]) -> None:
    for_all = reader.get("/", params=ASKED, headers=ENGLISH).text
    assert 'action="/cases"' not in for_all
    assert 'class="judgement"' not in for_all
    assert "/searches/new" not in for_all
    page = reader.get("/", params={**ASKED, "size": "small"}, headers=officer).text
    first = page[page.index('id="match-1"') : page.index('id="match-2"')]
    sent = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', first))
    match = reader.get("/api/v1/matches", params={**ASKED, "size": "small"}, headers=officer).json()["matches"][0]
    assert (sent["subject_kind"], sent["subject_id"], sent["company_id"]) == ("patents", "FICT-P1", match["id"])
    assert json.loads(unescape(sent["receipt"])) == match["receipt"]
    assert float(sent["score"]) == match["score"]
    saving = addresses(page, "/searches/new")[0]
    assert parse_qs(urlsplit(saving).query)["question"] == ["patent=FICT-P1&to=companies&size=small"]


def test_a_company_is_interested_in_its_own_name_only(reader: TestClient, filled: Service) -> None:
    own = {**as_(filled, Role.COMPANY, "FICT-C1"), **ENGLISH}
    page = reader.get("/", params={"company": "FICT-C1", "to": "patents"}, headers=own).text
    assert page.count("We are interested") == page.count('<li class="match"')
    assert 'name="company_id" value="FICT-C1"' in page
    other = reader.get("/", params={"company": "FICT-C2", "to": "patents"}, headers=own).text
    assert set(re.findall(r'name="company_id" value="([^"]*)"', other)) == {"FICT-C1"}
    among = reader.get("/", params=ASKED, headers=own).text
    assert among.count("We are interested") == 1


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_shown_list_is_taken_away_as_a_table(reader: TestClient, form: str) -> None:
    page = reader.get("/", params={**ASKED, "size": "small", "legal_status": "granted"}, headers=ENGLISH).text
    address = addresses(page, f"/api/v1/matches.{form}")[0]
    table = reader.get(address, headers=ENGLISH)
    assert table.status_code == 200, table.text
    if form == "csv":
        rows = list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig"))))
        assert [row["Title"] for row in rows] == re.findall(r'class="title" href="[^"]+">([^<]+)</a>', page)


# Judgements ---------------------------------------------------------------------------------------------------------


def test_a_judgement_is_kept_shown_listed_and_taken_back(reader: TestClient, officer: dict[str, str]) -> None:
    page = reader.get("/", params=ASKED, headers=officer).text
    action = next(each for each in addresses(page, "/judgements?") if each.endswith("with=FICT-C1"))
    sent = reader.post(action, data={**JUDGEMENT, "rank": "3"}, headers=officer)
    assert (sent.status_code, sent.headers["location"]) == (303, "/?patent=FICT-P1&to=companies#match-3")
    assert reader.post(action, data=JUDGEMENT, headers=officer).headers["location"].startswith("/compare?")
    for address in ("/", "/compare"):
        said = text_of(reader.get(address, params=PAIR, headers=officer).text)
        assert "Your judgement: Not relevant another field · <b>food</b>" in said
    listed = reader.get("/judgements", headers=officer).text
    assert "&lt;b&gt;food&lt;/b&gt;" in listed
    assert "Not relevant (1)" in listed
    assert "/compare?patent=FICT-P1&amp;to=companies&amp;with=FICT-C1" in listed
    assert "Nothing is judged here yet" in reader.get("/judgements?grade=relevant", headers=officer).text
    assert reader.post(action, data={"grade": ""}, headers=officer).status_code == 303
    assert "Nothing is judged here yet" in reader.get("/judgements", headers=officer).text


def test_officials_read_each_others_opinions_on_a_pair(
    reader: TestClient, filled: Service, officer: dict[str, str]
) -> None:
    reader.post("/judgements", params=PAIR, data={"grade": "relevant", "note": "Fits."}, headers=officer)
    other = {**as_(filled, Role.REVIEWER), **ENGLISH}
    said = text_of(reader.get("/compare", params=PAIR, headers=other).text)
    assert "What officials think of this match (1)" in said
    assert "Relevant · Fits." in said
    assert "Fits." not in reader.get("/compare", params=PAIR, headers=ENGLISH).text
    company = {**as_(filled, Role.COMPANY, "FICT-C1"), **ENGLISH}
    assert "Fits." not in reader.get("/compare", params=PAIR, headers=company).text


def test_a_script_gets_the_judgement_alone(reader: TestClient, officer: dict[str, str]) -> None:
    asking = {**officer, "X-Fragment": "judgement"}
    refused = reader.post("/judgements", params=PAIR, data={"grade": "not", "rank": "2"}, headers=asking)
    assert refused.status_code == 422
    assert 'id="judgement-2" open' in refused.text
    assert 'role="alert"' in refused.text
    kept = reader.post("/judgements", params=PAIR, data={**JUDGEMENT, "rank": "2"}, headers=asking)
    assert kept.status_code == 200
    assert "another field" in kept.text
    assert "<html" not in kept.text


def test_a_refused_judgement_stays_on_the_page_of_the_pair(reader: TestClient, officer: dict[str, str]) -> None:
    page = reader.post("/judgements", params=PAIR, data={"grade": "partly", "note": "kept <i>"}, headers=officer)
    assert page.status_code == 422
    assert 'role="alert"' in page.text
    assert "kept &lt;i&gt;" in page.text
    assert reader.get("/judgements", params=PAIR, headers=officer).headers["location"].startswith("/compare?")


def test_only_officials_of_this_site_judge(reader: TestClient, filled: Service, officer: dict[str, str]) -> None:
    tries = [
        ({**SITE}, 401),
        ({**as_(filled, Role.COMPANY, "FICT-C1"), **SITE}, 403),
        ({**officer, "Origin": "https://evil.example"}, 403),
    ]
    for headers, status in tries:
        assert reader.post("/judgements", params=PAIR, data=JUDGEMENT, headers=headers).status_code == status
    assert reader.get("/judgements").status_code == 401
    missing = reader.post("/judgements", params={**ASKED, "with": "NOPE"}, data=JUDGEMENT, headers=officer)
    assert missing.status_code == 404


def test_judgements_over_the_api(reader: TestClient, officer: dict[str, str]) -> None:
    body = {"text": "ceramic  nozzle", "to": "companies", "candidate": "FICT-C1", "grade": "partly"}
    refused = reader.post("/api/v1/judgements", json=body, headers=officer)
    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "entry_missing")
    kept = reader.post("/api/v1/judgements", json={**body, "reason": "capacity"}, headers=officer)
    assert kept.status_code == 201
    items = reader.get("/api/v1/judgements?mine=true", headers=officer).json()["items"]
    assert [(each["id"], each["text"], each["grade"], each["reason"]) for each in items] == [
        (kept.json()["id"], "ceramic nozzle", "partly", "capacity")
    ]
    table = reader.get("/api/v1/judgements.csv?mine=true", headers={**officer, **KOREAN})
    rows = list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig"))))
    assert [(row["판정"], row["판정 사유"], row["제목"]) for row in rows] == [
        ("일부 적합", "생산·수행 능력 부족", "Hanul Ceramics")
    ]
    back = reader.post("/api/v1/judgements", json={**body, "grade": None}, headers=officer)
    assert back.status_code == 201
    again = reader.post("/api/v1/judgements", json={**body, "grade": None}, headers=officer)
    assert (again.status_code, again.json()["error"]["code"]) == (409, "no_judgement")
    assert reader.get("/api/v1/judgements").status_code == 401


def test_a_judgement_keeps_the_receipt_of_the_match(
    reader: TestClient, filled: Service, officer: dict[str, str]
) -> None:
    matches = reader.get("/api/v1/matches", params=ASKED, headers=officer).json()["matches"]
    match = next(each for each in matches if each["id"] == "FICT-C1")
    reader.post("/judgements", params=PAIR, data={"grade": "relevant"}, headers=officer)
    with filled.reading(OFFICIAL) as store:
        assert store.judgements.page(limit=1)[0].receipt == match["receipt"]


# Side by side -------------------------------------------------------------------------------------------------------


def test_a_pair_names_the_next_best_and_what_is_similar(reader: TestClient) -> None:
    matches = reader.get("/api/v1/matches", params=ASKED).json()["matches"]
    page = reader.get("/compare", params={**ASKED, "with": matches[1]["id"]}, headers=ENGLISH).text
    card = page[page.index("Next best of this search") : page.index("Similar to this candidate")]
    assert re.findall(r"with=([\w-]+)\" lang", card) == [each["id"] for each in matches[2:5]]
    assert f"Rank 2 · Score {matches[1]['standing']} {matches[1]['score']:.2f}" in text_of(page)
    chosen = {**ASKED, "with": matches[1]["id"], "neighbours": "true"}
    told = reader.get("/api/v1/matches/comparison", params=chosen).json()["candidates"][0]["neighbours"]
    assert [(each["rank"], each["score"], each["record"]["id"]) for each in (told["place"], *told["next_best"])] == [
        (each["rank"], each["score"], each["id"]) for each in matches[1:5]
    ]
    similar = page[page.index("Similar to this candidate") :]
    assert re.findall(r"with=([\w-]+)\" lang", similar) == [each["id"] for each in told["similar"]]
    assert matches[1]["id"] not in re.findall(r"with=([\w-]+)\" lang", similar)


def test_each_of_several_has_its_own_neighbours(reader: TestClient) -> None:
    matches = reader.get("/api/v1/matches", params=ASKED).json()["matches"]
    first, last = matches[0]["id"], matches[-1]["id"]
    chosen = {**ASKED, "with": [last, first]}
    plain = reader.get("/api/v1/matches/comparison", params=chosen).json()["candidates"]
    assert [each["neighbours"] for each in plain] == [None, None]
    told = reader.get("/api/v1/matches/comparison", params={**chosen, "neighbours": "true"}).json()["candidates"]
    assert [each["neighbours"]["place"]["rank"] for each in told] == [matches[-1]["rank"], 1]
    assert {**told[1], "neighbours": None} == plain[1]
    filtered = {**chosen, "neighbours": "true", "size": "large"}
    absent = reader.get("/api/v1/matches/comparison", params={**filtered, "with": "FICT-C1"}).json()["candidates"][0]
    assert absent["neighbours"]["place"] is None
    large = reader.get("/api/v1/matches", params={**ASKED, "size": "large"}).json()["matches"]
    assert [each["record"]["id"] for each in absent["neighbours"]["next_best"]] == [each["id"] for each in large[:3]]
    refused = reader.get("/api/v1/matches/comparison", params={**chosen, "neighbours": "true", "top": 500})
    assert refused.status_code == 422


def test_both_sides_stand_early_and_are_reached_by_keys(reader: TestClient, officer: dict[str, str]) -> None:
    page = reader.get("/compare", params=PAIR, headers=officer).text
    order = ['action="/cases"', 'id="evidence"', 'id="sides"', 'id="tracks"', 'id="programmes"', 'id="others"']
    places = [page.index(each) for each in order]
    assert places == sorted(places)
    assert re.findall(r'class="scrolled" role="group" aria-labelledby="(\w+)" tabindex="0"', page) == ["left", "right"]
    row = page[page.index('class="on-page"') :].split("</nav>")[0]
    targets = re.findall(r'href="#([\w-]+)"', row)
    assert targets[:4] == ["evidence", "sides", "tracks", "programmes"]
    assert all(f'id="{each}"' in page for each in targets)


def test_several_stand_beside_each_other(reader: TestClient, officer: dict[str, str]) -> None:
    chosen = {**ASKED, "with": ["FICT-C1", "FICT-C2", "FICT-K0"]}
    page = reader.get("/compare/several", params=chosen, headers=officer)
    assert page.status_code == 200
    found = reader.get("/api/v1/matches/comparison", params=chosen, headers=officer).json()
    elements = found["query"]["elements"]
    assert [each["record"]["id"] for each in found["candidates"]] == chosen["with"]
    for each in found["candidates"]:
        evidence = each["evidence"]
        assert {pair["element"] for pair in evidence["pairs"]} | {
            elements.index(text) for text in evidence["uncovered"]
        } == set(range(len(elements)))
        for pair in evidence["pairs"]:
            assert pair["passage"] in text_of(page.text)
    uncovered = sum(len(each["evidence"]["uncovered"]) for each in found["candidates"])
    assert page.text.count('class="nothing"') == uncovered
    assert page.text.count('action="/cases"') == 3
    assert "/compare/several?patent=FICT-P1&to=companies&with=FICT-C1&with=FICT-K0" in addresses(page.text, "/compare/")


@pytest.mark.parametrize(
    ("chosen", "status", "said"),
    [
        ([], 422, "No candidate is chosen"),
        (["FICT-C1", "FICT-C2", "FICT-K0", "FICT-K1", "FICT-K2"], 422, "4 fit beside each other"),
        (["FICT-C1", "NOPE"], 404, "NOPE"),
    ],
)
def test_what_cannot_stand_beside_each_other_is_refused(
    reader: TestClient, chosen: list[str], status: int, said: str
) -> None:
    page = reader.get("/compare/several", params={**ASKED, "with": chosen}, headers=ENGLISH)
    assert page.status_code == status
    assert said in page.text


def test_what_a_reader_may_not_know_of_stands_beside_nothing(reader: TestClient, officer: dict[str, str]) -> None:
    asked = {"need": "FICT-N1", "to": "patents", "with": SECRETIVE}
    for path in ("/compare/several", "/api/v1/matches/comparison", "/api/v1/matches/why-not"):
        assert reader.get(path, params=asked, headers=officer).status_code == 200
        assert reader.get(path, params=asked).status_code == 404
    named = {"need": "FICT-N1", "to": "patents", "named": SECRETIVE}
    assert reader.get("/compare/why-not", params=named, headers=officer).status_code == 200
    page = reader.get("/compare/why-not", params=named, headers=ENGLISH)
    assert page.status_code == 404
    assert "Restricted array" not in page.text


# Why not this one ---------------------------------------------------------------------------------------------------


def causes(filled: Service, record_id: str, **asked: object) -> list[Cause]:
    request = match_request(Question(**{"patent": "FICT-P1", "to": "companies", **asked}))  # type: ignore[arg-type]
    return [reason.cause for reason in filled.why_not(request, record_id, OFFICIAL).reasons]


def test_every_cause_is_told_of_a_real_ranking(filled: Service) -> None:
    assert causes(filled, "FICT-C1") == [Cause.SHOWN]
    below = filled.match(match_request(Question(patent="FICT-P1", to="companies", top=100)), OFFICIAL).matches
    assert causes(filled, below[-1].id, top=3) == [Cause.BELOW]
    assert causes(filled, "FICT-C1", filters={"size": "large", "country": "US"}) == [Cause.FILTER, Cause.FILTER]
    assert causes(filled, "FICT-C1", tag=("ai",)) == [Cause.AREA]
    assert causes(filled, "FICT-C1", track=Track.SPIN_ON) == [Cause.TRACK]
    assert causes(filled, "FICT-C1", programme="innovation-100", outcome=Outcome.INELIGIBLE) == [Cause.PROGRAMME]
    assert causes(filled, "FICT-P1", to="patents") == [Cause.ITSELF]
    folded = causes(filled, "FICT-P5", patent="FICT-P2", to="patents") + causes(
        filled, "FICT-P4", patent="FICT-P2", to="patents"
    )
    assert sorted(folded) == [Cause.FAMILY, Cause.SHOWN]
    assert causes(filled, "FICT-P5", patent="FICT-P4", to="patents") == [Cause.OWN_FAMILY]


def test_a_firm_left_out_by_the_options_is_told_so(filled: Service) -> None:
    ranked = filled.match(match_request(Question(patent="FICT-P1", to="companies", top=4)), OFFICIAL).matches
    large = [match.id for match in ranked if match.record.size == "large"]
    assert large
    assert causes(filled, large[-1], top=4, sme_share=1.0) == [Cause.EXPOSURE]


def test_rank_and_views_are_those_of_the_answer(filled: Service) -> None:
    everyone = filled.match(match_request(Question(patent="FICT-P1", to="companies", top=100)), OFFICIAL).matches
    for match in everyone:
        request = match_request(Question(patent="FICT-P1", to="companies", top=5))
        found = filled.why_not(request, match.id, OFFICIAL)
        assert found.position
        assert (found.position.rank, found.position.score) == (match.rank, match.score)
        assert dict(found.position.views) == match.views
        assert found.last
        assert found.last.record.id == everyone[4].id
        assert found.evidence
        assert found.evidence.uncovered == (match.evidence.uncovered if match.evidence else ())


def test_behind_a_filter_it_is_told_where_it_would_stand(filled: Service) -> None:
    asked = Question(patent="FICT-P1", to="companies", filters={"size": "large"})
    found = filled.why_not(match_request(asked), "FICT-C1", OFFICIAL)
    free = filled.match(match_request(Question(patent="FICT-P1", to="companies")), OFFICIAL).matches
    assert found.position is None
    assert found.unfiltered
    assert found.unfiltered.rank == next(match.rank for match in free if match.id == "FICT-C1")


def test_a_withdrawn_record_is_told_of_to_officials_only(
    reader: TestClient, filled: Service, officer: dict[str, str]
) -> None:
    writing = as_(filled, Role.ADMINISTRATOR)
    reader.request("DELETE", "/api/v1/companies/FICT-K11?reason=closed+down", headers=writing).raise_for_status()
    named = {**ASKED, "named": "FICT-K11"}
    said = text_of(reader.get("/compare/why-not", params=named, headers=officer).text)
    assert "It was withdrawn and takes no part in searches. closed down" in said
    assert reader.get("/compare/why-not", params=named, headers=ENGLISH).status_code == 404
    reader.post("/api/v1/companies/FICT-K11/restoration", headers=writing).raise_for_status()


def test_a_name_is_enough_and_an_unclear_one_is_asked_back(reader: TestClient) -> None:
    page = reader.get(
        "/compare/why-not", params={**ASKED, "named": "bada foods", "size": "large"}, headers=ENGLISH
    ).text
    assert "A filter excludes it. Size: large enterprise" in text_of(page)
    assert "/?patent=FICT-P1&to=companies" in addresses(page, "/?")
    assert "Without the filters it would stand at rank" in text_of(page)
    unclear = reader.get("/compare/why-not", params={**ASKED, "named": "Firm"}, headers=ENGLISH).text
    assert "Which one is meant?" in unclear
    assert "/compare/why-not?patent=FICT-P1&to=companies&named=FICT-K3" in addresses(unclear, "/compare/why-not")
    unknown = reader.get("/compare/why-not", params={**ASKED, "named": "Nobody <Inc>"}, headers=ENGLISH)
    assert unknown.status_code == 404
    assert "Nobody &lt;Inc&gt;" in unknown.text
    assert reader.get("/compare/why-not", params=ASKED, headers=KOREAN).status_code == 200


def test_the_pages_script_stays_small() -> None:
    static = Path(__file__).parents[3] / "api" / "static"
    assert sum((static / name).stat().st_size for name in ("search.js", "page.js", "matching.css")) < 30_000


# Records ------------------------------------------------------------------------------------------------------------


def test_a_record_leads_to_its_sheet_and_its_cases(
    reader: TestClient, filled: Service, officer: dict[str, str]
) -> None:
    for_all = reader.get("/patents/FICT-P1", headers=ENGLISH).text
    assert 'href="/patents/FICT-P1/sheet.pdf" download' in for_all
    assert 'action="/cases"' not in for_all
    page = reader.get("/patents/FICT-P1", headers=officer).text
    assert 'name="subject_id" value="FICT-P1"' in page
    assert 'id="company-id"' in page
    firm = reader.get("/companies/FICT-C1", headers=officer).text
    assert 'name="company_id" value="FICT-C1"' in firm
    assert "sheet.pdf" not in firm
    own = {**as_(filled, Role.COMPANY, "FICT-C1"), **ENGLISH}
    interested = reader.get("/needs/FICT-N1", headers=own).text
    sent = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', interested))
    assert (sent["subject_kind"], sent["subject_id"], sent["company_id"]) == ("needs", "FICT-N1", "FICT-C1")
    assert "We are interested" in interested
    assert "We are interested" not in reader.get("/companies/FICT-C2", headers=own).text


def test_a_record_lists_its_cases_to_officials_and_to_its_company_its_own(
    reader: TestClient, filled: Service, officer: dict[str, str]
) -> None:
    own = {**as_(filled, Role.COMPANY, "FICT-C2"), **ENGLISH}
    assert "There is no case yet." in reader.get("/companies/FICT-C2", headers=own).text
    assert "There is no case yet." in reader.get("/patents/FICT-P5", headers=officer | ENGLISH).text
    body = {"subject_kind": "patents", "subject_id": "FICT-P5", "company_id": "FICT-C2"}
    opened = reader.post("/api/v1/cases", json=body, headers=officer).json()["reference"]
    for path in ("patents/FICT-P5", "companies/FICT-C2"):
        page = reader.get(f"/{path}", headers=officer | ENGLISH).text
        assert f'href="/cases/{opened}"' in page
        told = reader.get(f"/api/v1/records/{path}", headers=officer).json()
        assert [each["reference"] for each in told["cases"]] == [opened]
        assert told["all_cases"] == 1
        assert told["versions"][0]["number"] == told["record"]["version"]
        assert told["areas"] == reader.get(f"/api/v1/tags/{path}", headers=officer).json()["items"]
        # Not brought in yet: its company has no sign of it.
        assert opened not in reader.get(f"/{path}", headers=own).text
    body |= {"subject_id": "FICT-P4"}
    shared = reader.post("/api/v1/cases", json=body, headers=own).json()["reference"]
    other = {**as_(filled, Role.COMPANY, "FICT-C1"), **ENGLISH}
    for path in ("patents/FICT-P4", "companies/FICT-C2"):
        assert f'href="/cases/{shared}"' in reader.get(f"/{path}", headers=own).text
        for headers in (other, ENGLISH):
            assert shared not in reader.get(f"/{path}", headers=headers).text
            assert shared not in reader.get(f"/api/v1/records/{path}", headers=headers).text
    assert reader.get("/api/v1/records/companies/FICT-C2", headers=other).json()["cases"] is None
    assert reader.get("/api/v1/records/patents/NOPE").status_code == 404


def test_a_company_is_interested_from_any_answer_in_one_click(reader: TestClient, filled: Service) -> None:
    own = {**as_(filled, Role.COMPANY, "FICT-C1"), **ENGLISH}
    for asked in ({"text": "ceramic nozzle", "to": "patents"}, {"company": "FICT-C1", "to": "needs"}):
        page = reader.get("/", params=asked, headers=own).text
        acts = page.count('action="/cases"')
        assert acts == page.count('class="match"') > 0
        assert page.count("We are interested") == acts
        assert set(re.findall(r'name="company_id" value="([^"]*)"', page)) == {"FICT-C1"}
        receipts = [bool(each) for each in re.findall(r'name="receipt" value="([^"]*)"', page)]
        assert receipts == [("company" in asked)] * acts
    assert 'action="/cases"' not in reader.get("/", params={"text": "nozzle", "to": "companies"}, headers=own).text
    assert "We are interested" not in reader.get("/", params={"text": "nozzle", "to": "patents"}, headers=ENGLISH).text


def test_what_nothing_can_come_of_any_more_is_marked(reader: TestClient, filled: Service) -> None:
    writing = as_(filled, Role.ADMINISTRATOR)
    lapsed = patent("FICT-P7", title="Lapsed nozzle", legal_status="lapsed")
    reader.post("/api/v1/patents", json=lapsed, headers=writing).raise_for_status()
    asked = {"need": "FICT-N1", "to": "patents", "legal_status": "lapsed"}
    for path, params in (("/", asked), ("/compare", {**asked, "with": "FICT-P7"}), ("/patents/FICT-P7", {})):
        page = reader.get(path, params=params, headers=ENGLISH).text
        assert re.search(r'class="(?:dead|notice)">[^<]*lapsed', page), path
    assert 'class="dead"' not in reader.get("/", params={**asked, "legal_status": "granted"}, headers=ENGLISH).text
    reader.request("DELETE", "/api/v1/patents/FICT-P7?reason=test", headers=writing).raise_for_status()
