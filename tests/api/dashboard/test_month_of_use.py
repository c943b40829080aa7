"""A month of use: every figure agrees with what was done, counted anew from the builder's own account of it."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from fastapi.testclient import TestClient
from lxml import html

from api.application import create_app
from api.operating.building import rebuild_tiers
from api.service import Service
from corpus.records import TokenPurpose
from corpus.roles import Role
from corpus.store.keys import Pair, RecordKey
from tests import month as built
from tests.api.conftest import as_, settings_in
from tests.fakes import HashEncoder
from tests.month import LICENSED, LOCAL, ORDER, Entry, Month, Opinion, Told, month_in, standing

SEOUL, GREENWICH = ZoneInfo("Asia/Seoul"), ZoneInfo("UTC")
PROVINCES = {
    "대전": "대전광역시",
    "Daejeon": "대전광역시",
    "Gyeonggi-do": "경기도",
    "경남": "경상남도",
}
KOREAN = {"Accept-Language": "ko"}
Key = str | None
Parted = Callable[[Any], Iterable[Key]]


@dataclass(frozen=True)
class Asked:
    """Days of a zone, both included."""

    first: date
    last: date
    zone: ZoneInfo

    def holds(self, at: datetime | None) -> bool:
        return at is not None and self.first <= at.astimezone(self.zone).date() <= self.last

    def month(self, at: datetime) -> str:
        return f"{at.astimezone(self.zone):%Y-%m}"

    @property
    def parameters(self) -> dict[str, str]:
        return {"from": self.first.isoformat(), "to": self.last.isoformat(), "zone": self.zone.key}


MAY = Asked(date(2026, 5, 1), date(2026, 5, 31), SEOUL)
PERIODS = [
    MAY,
    Asked(date(2026, 5, 1), date(2026, 5, 31), GREENWICH),
    Asked(date(2025, 7, 1), date(2026, 6, 30), SEOUL),
    Asked(date(2026, 5, 12), date(2026, 5, 12), SEOUL),
    Asked(date(2024, 1, 1), date(2024, 12, 31), SEOUL),
]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("month")
    made = Service(settings_in(folder), encoder=HashEncoder(), clock=built.NOW.date)
    made.open()
    yield made
    made.close()


@pytest.fixture(scope="module")
def month(service: Service) -> Month:
    laid = month_in(service.database)
    rebuild_tiers(service)
    return laid


@pytest.fixture(scope="module")
def officer(service: Service, month: Month) -> Iterator[TestClient]:
    with TestClient(create_app(service)) as client:
        client.headers.update(as_(service, Role.OFFICER))
        yield client


def concluded(case: Told, stages: Sequence[str]) -> datetime | None:
    """When a case that stands at one of these came to the first of them."""
    return next((at for stage, at in case.ways if stage in stages), None) if case.stage in stages else None


def licensed_at(case: Told) -> datetime | None:
    return concluded(case, LICENSED)


def declined_at(case: Told) -> datetime | None:
    return case.ways[-1][1] if case.stage == "declined" else None


def pair_of(case: Told) -> Pair:
    return Pair.of(RecordKey(*case.subject), RecordKey("companies", case.company))


@dataclass(frozen=True)
class Count:
    """What the account says of one period."""

    month: Month
    asked: Asked

    def lines(self, of_match: Parted, of_case: Parted, of_entry: Parted) -> dict[Key, tuple[int, int, int, int, int]]:
        """Matches, cases, licences, entries and won by what these say of each."""
        asked, found = self.asked, [Counter[Key]() for _ in range(5)]
        for shown in self.month.shown.values():
            if asked.holds(shown.at):
                found[0].update(of_match(shown))
        for case in self.month.cases:
            if asked.holds(case.opened):
                found[1].update(of_case((case, case.opened)))
            if asked.holds(at := licensed_at(case)):
                found[2].update(of_case((case, at)))
        for entry in standing(self.month.entries):
            if asked.holds(entry.at):
                for key in of_entry(entry):
                    found[3][key] += 1
                    found[4][key] += entry.amount
        keys = {key for counter in found for key in counter}
        return {key: tuple(counter[key] for counter in found) for key in keys}  # type: ignore[misc]  # five of them

    def company(self, case: Told, name: str) -> Key:
        value: Key = self.month.companies[case.company][name]
        return value

    def shown(self, case: Told, name: str) -> Sequence[str]:
        """What was judged of the case's pair when it was shown first."""
        found = self.month.shown.get(pair_of(case))
        values: Sequence[str] = getattr(found, name) if found else ()
        return values


def given(values: Iterable[str], among: Iterable[str] | None = None) -> list[Key]:
    kept = [value for value in values if among is None or value in among]
    return [*kept] or [None]


def told(record: Mapping[str, Any], name: str) -> dict[Key, tuple[int, int, int, int, int]]:
    """The lines that count anything."""
    found = {
        line["code"]: (line["matches"], line["cases"], line["licences"], line["entries"], line["amount"])
        for line in record[name]
    }
    return {code: counts for code, counts in found.items() if any(counts)}


@pytest.fixture(scope="module", params=PERIODS, ids=lambda each: f"{each.first}-{each.last}-{each.zone.key}")
def both(request: pytest.FixtureRequest, officer: TestClient, month: Month) -> tuple[dict[str, Any], Count]:
    """The dashboard over the API, and the account of the same period."""
    asked: Asked = request.param
    answer = officer.get("/api/v1/dashboard", params=asked.parameters)
    assert answer.status_code == 200
    return answer.json(), Count(month, asked)


def test_the_month_is_a_month(month: Month) -> None:
    assert (len(month.officers), len(month.companies), len(month.cases)) == (30, 300, 2_000)
    assert len(month.shown) > 4_000
    assert {case.stage for case in month.cases} == {*ORDER, "declined"}
    assert sum(entry.voided for entry in month.entries) > 5
    edge = [case for case in month.cases if MAY.holds(case.opened) != PERIODS[1].holds(case.opened)]
    assert len(edge) > 20


def test_totals(both: tuple[dict[str, Any], Count]) -> None:
    record, count = both
    every = count.lines(lambda _: ["all"], lambda _: ["all"], lambda _: ["all"]).get("all", (0, 0, 0, 0, 0))
    totals = record["totals"]
    assert tuple(totals[name] for name in ("matches", "cases", "licences", "entries", "amount")) == every


def test_by_track(both: tuple[dict[str, Any], Count]) -> None:
    record, count = both
    expected = count.lines(lambda shown: given(shown.tracks), lambda case: [case[0].track], lambda entry: [entry.track])
    assert told(record, "tracks") == expected


def test_by_programme(both: tuple[dict[str, Any], Count]) -> None:
    record, count = both
    assert told(record, "programmes") == count.lines(
        lambda shown: given(shown.programmes),
        lambda case: given(count.shown(case[0], "programmes")),
        lambda entry: [entry.programme],
    )


def test_by_area(both: tuple[dict[str, Any], Count]) -> None:
    record, count = both
    areas = {line["code"] for line in record["areas"]}
    assert {*built.AREAS, "hypersonics", "synthetic-biology"} <= areas
    assert told(record, "areas") == count.lines(
        lambda shown: given(shown.labels, areas),
        lambda case: given(count.shown(case[0], "labels"), areas),
        lambda entry: given(count.shown(entry.case, "labels"), areas),
    )


def province(name: Key) -> Key:
    return PROVINCES.get(name or "", name)


def test_by_region(both: tuple[dict[str, Any], Count]) -> None:
    record, count = both
    assert told(record, "regions") == count.lines(
        lambda shown: [province(shown.region)],
        lambda case: [province(count.company(case[0], "region"))],
        lambda entry: [province(count.company(entry.case, "region"))],
    )


def test_by_month(both: tuple[dict[str, Any], Count]) -> None:
    record, count = both
    assert told(record, "months") == count.lines(
        lambda shown: [count.asked.month(shown.at)],
        lambda case: [count.asked.month(case[1])],
        lambda entry: [count.asked.month(entry.at)],
    )


def test_money_against_ceilings_and_by_year(both: tuple[dict[str, Any], Count]) -> None:
    """Since ever: whatever the period."""
    record, count = both
    entries = list(standing(count.month.entries))
    ceilings = {line["programme"]: line for line in record["ceilings"]}
    cooperation = sum(each.amount for each in entries if each.programme == "civmil-cooperation" and each.year <= 2027)
    assert ceilings["civmil-cooperation"]["booked"] == cooperation > 0
    assert ceilings["civmil-cooperation"]["left"] == 10**12 - cooperation
    assert ceilings["civmil-cooperation"]["share"] == pytest.approx(cooperation / 10**12)
    shared = sum(each.amount for each in entries if each.programme in {"innovation-100", "venture-incubation"})
    assert {ceilings[each]["booked"] for each in ("innovation-100", "venture-incubation")} == {shared}
    years: dict[int, list[Entry]] = {}
    for each in entries:
        years.setdefault(each.year, []).append(each)
    expected = [
        {
            "year": year,
            "amount": sum(each.amount for each in years.get(year, ())),
            "cases": len({each.case.reference for each in years.get(year, ())}),
        }
        for year in range(min(years), max(years) + 1)
    ]
    assert record["years"] == expected


def test_the_funnel(both: tuple[dict[str, Any], Count]) -> None:
    record, count = both
    cases = [case for case in count.month.cases if count.asked.holds(case.opened)]
    before = None
    for place, line in enumerate(record["funnel"]):
        stage = ORDER[place]
        came = sum(any(each in ORDER[place:] for each, _ in case.ways) for case in cases)
        stays = [
            (left - since).total_seconds() / 86_400
            for case in cases
            for (at, since), (_, left) in zip(case.ways, case.ways[1:], strict=False)
            if at == stage
        ]
        assert (line["stage"], line["cases"], line["stays"]) == (stage, came, len(stays))
        assert line["standing"] == sum(case.stage == stage for case in cases)
        assert line["declined"] == sum(case.stage == "declined" and case.ways[-2][0] == stage for case in cases)
        assert line["days"] == (pytest.approx(median(stays)) if stays else None)
        assert line["share"] == (pytest.approx(came / len(cases)) if cases else None)
        assert line["conversion"] == (pytest.approx(came / before) if before else None)
        before = came


def test_reasons(both: tuple[dict[str, Any], Count]) -> None:
    record, count = both
    reasons = Counter(case.reason for case in count.month.cases if count.asked.holds(declined_at(case)))
    assert {line["reason"]: line["cases"] for line in record["declined"]} == reasons
    assert sum(line["share"] for line in record["declined"]) == pytest.approx(1 if reasons else 0)


def test_sme_shares(both: tuple[dict[str, Any], Count]) -> None:
    record, count = both
    asked, month = count.asked, count.month
    sizes = {
        "matches": [shown.size for shown in month.shown.values() if asked.holds(shown.at)],
        "cases": [count.company(case, "size") for case in month.cases if asked.holds(case.opened)],
        "licences": [count.company(case, "size") for case in month.cases if asked.holds(licensed_at(case))],
    }
    for line in record["sme"]:
        known = [size for size in sizes[line["of"]] if size is not None]
        small = [size for size in known if size not in {"mid-size", "large"}]
        assert (line["small"], line["known"]) == (len(small), len(known))
        assert line["unknown"] == len(sizes[line["of"]]) - len(known)
        assert line["share"] == (pytest.approx(len(small) / len(known)) if known else None)


def test_what_officers_thought(both: tuple[dict[str, Any], Count]) -> None:
    """The latest of an officer and pair, unless it took back the former: then none of them."""
    record, count = both
    latest: dict[tuple[str, str, str], Opinion] = {}
    for each in count.month.opinions:
        latest[each.account, each.asked, each.company] = each
    stands = [each for each in latest.values() if each.grade and count.asked.holds(each.at)]
    for line in record["languages"]:
        grades = Counter(each.grade for each in stands if each.language == line["language"])
        assert (line["relevant"], line["partly"], line["not_relevant"]) == (
            *(grades["relevant"], grades["partly"]),
            grades["not"],
        )
        assert line["judged"] == grades.total()


def test_jobs_and_steps(both: tuple[dict[str, Any], Count]) -> None:
    record, count = both
    entries = [each for each in standing(count.month.entries) if count.asked.holds(each.at)]
    expected = [each.expected for each in entries if each.expected is not None]
    reached = [each.reached for each in entries if each.reached is not None]
    assert record["jobs"] == {
        "expected": sum(expected) if expected else None,
        "reached": sum(reached) if reached else None,
    }
    held = Counter(stage for _, stage, day in count.month.steps if count.asked.first <= day <= count.asked.last)
    assert {line["stage"]: line["number"] for line in record["steps"]} == {each: held[each] for each in built.STEPS}


def test_the_index(officer: TestClient, month: Month) -> None:
    verified = sum(state == "verified" for state in month.registrations.values())
    records = len(month.companies) + len(month.subjects) + verified
    record = officer.get("/api/v1/dashboard", params=MAY.parameters).json()
    assert record["index"]["recorded"] == record["index"]["searchable"] == records
    assert record["index"]["pending"] == 0
    assert record["index"]["hours"] < 1
    # Fewer than twenty judged questions can be asked here, so known items were; of both languages.
    assert record["index"]["measure"] == "known-items"
    assert {line["language"] for line in record["languages"] if line["questions"]} == {"ko", "en"}


def rows_of(page: str, code: str) -> list[list[str]]:
    """The cells of a table of the page."""
    tree = html.fromstring(page)
    return [
        [" ".join(cell.text_content().split()) for cell in row.xpath("./th|./td")]
        for row in tree.xpath(f"//section[@id='{code}']//tbody/tr")
    ]


def test_the_page_says_the_same(officer: TestClient, month: Month) -> None:
    """The tables behind the charts, the figures at the top and the charts' own words."""
    officer.cookies.set("zone", "Asia/Seoul")
    page = officer.get("/dashboard", params={**MAY.parameters, "lang": "en"})
    officer.cookies.clear()
    assert page.status_code == 200
    record = officer.get("/api/v1/dashboard", params={**MAY.parameters, "lang": "en"}).json()
    for code in ("tracks", "programmes", "areas", "regions", "months"):
        for row, line in zip(rows_of(page.text, code), record[code], strict=True):
            counted = [f"{line[name]:,}" for name in ("matches", "cases", "licences", "entries")]
            assert row[:5] == [line["name"], *counted]
            assert won(row[5]) == line["amount"]
    for row, line in zip(rows_of(page.text, "funnel"), record["funnel"], strict=True):
        assert row[:2] == [line["name"], f"{line['cases']:,}"]
        assert row[4:6] == [f"{line['standing']:,}", f"{line['declined']:,}"]
        assert row[6] == ("" if line["days"] is None else f"{line['days']:,.1f}")
    for row, line in zip(rows_of(page.text, "ceilings"), record["ceilings"], strict=True):
        assert (won(row[3]), won(row[4])) == (line["booked"], line["left"])
    tree = html.fromstring(page.text)
    figures = [" ".join(each.text_content().split()) for each in tree.xpath("//dl[@class='figures']/div/dd")]
    totals = record["totals"]
    assert figures[:4] == [f"{totals[name]:,}" for name in ("matches", "cases", "licences", "entries")]
    assert won(figures[4]) == totals["amount"]
    drawn = tree.xpath("//section[@id='tracks']//*[local-name()='svg']//*[local-name()='text']/text()")
    assert {f"{line['matches']:,}" for line in record["tracks"]} <= set(drawn)


def won(said: str) -> int:
    """What a sum is, from how it is said in English."""
    number = said.removeprefix("KRW ").replace(",", "")
    for name, size in (("trillion", 10**12), ("billion", 10**9), ("million", 10**6)):
        if number.endswith(name):
            return round(float(number.removesuffix(name)) * size)
    return int(number)


@pytest.mark.parametrize("code", ["tracks", "regions", "months", "ceilings", "funnel", "declined", "sme", "languages"])
def test_a_downloaded_table_has_the_rows_of_the_page(officer: TestClient, month: Month, code: str) -> None:
    answer = officer.get(f"/api/v1/dashboard/{code}.csv", params={**MAY.parameters, "lang": "en"})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))[1:]
    officer.cookies.set("zone", "Asia/Seoul")
    page = officer.get("/dashboard", params={**MAY.parameters, "lang": "en"}).text
    officer.cookies.clear()
    assert [row[1] for row in rows] == [row[0] for row in rows_of(page, code)]


def test_cases_by_stage_owner_and_origin(officer: TestClient, month: Month) -> None:
    for stage in (*ORDER, "declined"):
        found = officer.get("/api/v1/cases", params={"stage": stage, "limit": 1}).json()
        assert found["total"] == sum(case.stage == stage for case in month.cases), stage
    for owner in [*month.officers[:5], "-"]:
        found = officer.get("/api/v1/cases", params={"owner": owner, "limit": 1}).json()
        assert found["total"] == sum((case.owner or "-") == owner for case in month.cases), owner
    found = officer.get("/api/v1/cases", params={"origin": "company", "limit": 1}).json()
    assert found["total"] == sum(case.by_company for case in month.cases)
    today = built.NOW.date()
    found = officer.get("/api/v1/cases", params={"overdue": True, "limit": 1}).json()
    assert found["total"] == sum(case.due is not None and case.due < today for case in month.cases)


def waits(case: Told, today: date) -> set[str]:
    """Why a case waits for somebody."""
    found = set()
    if case.due is not None and case.due < today:
        found.add("overdue")
    elif case.due is not None and case.due <= today + timedelta(days=7):
        found.add("due_soon")
    if case.unanswered:
        found.add("unanswered")
    return found


def test_what_waits_for_an_officer(service: Service, month: Month) -> None:
    today = built.NOW.date()
    with service.database.reading() as store:
        for name in month.officers[:6]:
            counts = store.cases.waiting_counts(name, today)
            own = [case for case in month.cases if case.owner == name]
            for reason in ("overdue", "due_soon", "unanswered"):
                assert counts[reason] == sum(reason in waits(case, today) for case in own), (name, reason)  # type: ignore[index]


def test_registrations(service: Service, month: Month) -> None:
    expected = Counter(month.registrations.values())
    with service.database.reading() as store:
        assert {state.value: number for state, number in store.registrations.counts().items()} == expected
        assert len(store.registrations.waiting(1_000)) == expected["submitted"]


@pytest.fixture(scope="module")
def busy(service: Service, month: Month, officer: TestClient) -> tuple[str, dict[str, str]]:
    """The officer with the most alerts, and how he asks."""
    name = Counter(each.account for each in month.alerts).most_common(1)[0][0]
    with service.database.transaction() as store:
        token = store.accounts.issue(name, TokenPurpose.API, LOCAL).token
    return name, {"Authorization": f"Bearer {token}", "Accept-Language": "en"}


def number_in(text: str) -> int:
    """The last number of a heading or link."""
    return int(re.findall(r"[\d,]+", text)[-1].replace(",", ""))


def test_the_board_and_the_list_of_cases(officer: TestClient, month: Month, busy: tuple[str, dict[str, str]]) -> None:
    name, headers = busy
    for owner in ("", name):
        mine = [case for case in month.cases if not owner or case.owner == owner]
        tree = html.fromstring(officer.get("/cases", params={"owner": owner}, headers=headers).text)
        for stage in ORDER:
            heading = tree.xpath(f"//h2[@id='s-{stage}']")[0].text_content()
            assert number_in(heading) == sum(case.stage == stage for case in mine), (owner, stage)
        declined = tree.xpath("//p[@class='quiet onward']")[0].text_content()
        assert number_in(declined) == sum(case.stage == "declined" for case in mine)


def test_the_home_of_an_officer(officer: TestClient, month: Month, busy: tuple[str, dict[str, str]]) -> None:
    name, headers = busy
    tree = html.fromstring(officer.get("/home", headers=headers).text)
    counts = {
        block.get("id"): number_in(block.xpath(".//h2/span")[0].text_content())
        for block in tree.xpath("//section[@id]")
        if block.xpath(".//h2/span")
    }
    today = datetime.now(SEOUL).date()
    mine = [case for case in month.cases if case.owner == name]
    unowned = [case for case in month.cases if case.by_company and case.owner is None and case.stage in ORDER[:5]]
    waiting = [case for case in mine if waits(case, today)]
    assert counts["waiting"] == len({case.reference for case in (*waiting, *unowned)})
    assert counts["own-cases"] == sum(case.stage != "declined" for case in mine)
    assert counts["registrations"] == sum(state == "submitted" for state in month.registrations.values())
    unread = [each for each in month.alerts if each.account == name and not each.read and each.kind != "new"]
    assert counts["alerts"] == len(unread)


def test_alerts_of_an_officer(officer: TestClient, month: Month, busy: tuple[str, dict[str, str]]) -> None:
    name, headers = busy
    mine = [each for each in month.alerts if each.account == name]
    tree = html.fromstring(officer.get("/alerts", headers=headers).text)
    unread = sum(not each.read for each in mine)
    assert number_in(tree.xpath("//h1")[0].text_content()) == unread > 0
    tabs = [each.text_content() for each in tree.xpath("//nav[@class='tabs']/a")]
    for place, kind in enumerate(("new", "changed", "gone"), start=1):
        assert number_in(tabs[place]) == sum(each.kind == kind for each in mine), tabs
    assert len(tree.xpath("//ul[contains(@class, 'alert-list')]/li")) == min(len(mine), 50)


def test_the_queue_of_registrations(officer: TestClient, month: Month, busy: tuple[str, dict[str, str]]) -> None:
    expected = Counter(month.registrations.values())
    for state in ("submitted", "returned", "open", "verified"):
        tree = html.fromstring(officer.get("/registrations", params={"state": state}, headers=busy[1]).text)
        tabs = [number_in(each.text_content()) for each in tree.xpath("//nav[@class='tabs']/a")]
        assert tabs == [expected[each] for each in ("submitted", "returned", "open", "verified")]
        assert len(tree.xpath("//tbody/tr")) == expected[state]


def test_the_chain_of_decisions_is_whole(service: Service, month: Month) -> None:
    with service.database.reading() as store:
        assert store.audit.verify().broken is None
        assert store.audit.state().count > 8_000
