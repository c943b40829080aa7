"""The peopled service with one text in every field that people write, and what its pages and answers consist of."""

from __future__ import annotations

import copy
import json
import re
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts
from httpx import Response
from lxml import html

from api.application import create_app
from api.service import Service
from corpus.records import AlertKind
from corpus.store.jobs import Result
from corpus.store.searches import HitState, NewAlert, Round
from tests.api.access_asked import Asks
from tests.api.access_table import lines
from tests.api.conftest import settings_in
from tests.api.peopled import NAMES, PEOPLE, Peopled, Sender
from tests.browser.furnishing import LOCAL
from tests.fakes import HashEncoder
from tests.signing import quick_passwords

FIXED_TABLES: Final = frozenset({"alembic_version", "addressattempt", "failedattempt", "change", "clearance"})
"""Tables that hold nothing that anybody wrote."""
FIXED: Final = frozenset(
    {
        *("account", "action", "actor", "address", "after", "audience", "before", "business_registration_number"),
        *("case_reference", "code", "company_id", "company_kinds", "consent", "content_hash", "control"),
        *("corporate_number", "country", "country_code", "cpc", "decided_by", "digest", "duns", "email"),
        *("facility_kind", "family_id", "fingerprint", "form", "format", "format_name", "frequency", "grade"),
        *("id", "industry_codes", "ipc", "key", "kind", "language", "legal_status", "list_id", "list_version"),
        *("media_type", "merged_from", "merged_into", "name_key", "need_id", "oidc_subject", "organisation_id"),
        *("other_id", "other_kind", "outcome_kind", "owner", "password", "patent_id", "payload", "place"),
        *("previous", "problem", "problem_code", "programme_id", "purpose", "question", "receipt", "recipient"),
        *("record_id", "record_kind", "reference", "region", "required_certificates_kind", "role", "run_id"),
        *("scanner", "scheme", "scope", "screened_hash", "sha256", "size", "source_kind", "stage", "stamp"),
        *("state", "status", "stock_code", "symbol", "tier", "to", "totp_secret", "track", "uei", "url"),
        *("value_kind", "verified_as", "version", "withdrawn_reason", "zone"),
    }
)
"""Names of what is an id, a number, a choice of a few or made by the service. Whatever else is text is written by
people, or comes out of files."""
FIXED_IN: Final = frozenset(
    {
        *("job.name", "jobrun.name", "account.name", "figureentry.name", "programmeversion.content"),
        *("relevancejudgement.reason", "verdictoverride.outcome", "verdictoverride.judged", "savedsearch.problem"),
        *("transfercase.subject_id", "transfercase.declined_reason", "transfercase.opened_by", "transfercase.origin"),
        *("transfercase.subject_kind", "upload.path", "alert.reason", "programmeversion.note", "shownmatch.labels"),
        *("shownmatch.programmes", "shownmatch.tracks"),
    }
)
"""Of names that others of the same name are text, those that are not."""
WRITING: Final[Mapping[str, tuple[str, str, str]]] = {
    "POST /api/v1/judgements": ("patents", "public", "officer"),
    "POST /api/v1/cases/{reference}/notes": ("cases", "firm", "officer"),
    "POST /api/v1/cases/{reference}/messages": ("cases", "firm", "firm"),
    "POST /api/v1/cases/{reference}/declination": ("cases", "rival", "officer"),
    "POST /api/v1/screening/{kind}/{record_id:path}/decisions": ("patents", "public", "reviewer"),
    "PUT /api/v1/programmes/{programme_id}/overrides": ("programmes", "known", "officer"),
    "POST /api/v1/programmes/{programme_id}/commitments": ("programmes", "known", "officer"),
    "POST /api/v1/programmes/{programme_id}/figures": ("programmes", "known", "officer"),
    "POST /api/v1/programmes/{programme_id}/follow-ups": ("programmes", "known", "officer"),
    "POST /api/v1/me/tokens": ("-", "only", "firm"),
    "POST /api/v1/needs": ("-", "only", "officer"),
    "POST /api/v1/own-needs": ("-", "only", "firm"),
    "POST /api/v1/jobs/{name}": ("-", "only", "administrator"),
}
"""What is sent once, so that these tables have a row too: the route, what it names, who sends it."""
ASKED: Final = ("text", "patent", "named", "tag", "region", "owner", "programme", "q", "stage", "from", "lang", "next")
"""What pages read from an address beside what they declare."""
Text = Callable[[int, int], str]
"""By the number of a field and the most signs that fit, what is put into it."""
ROOM: Final[Mapping[str, int]] = {"recordversion": 299, "capabilityprofile": 299}
"""Where a field takes fewer signs than all texts together have."""
PLENTY: Final = 5_000


@dataclass(frozen=True, slots=True)
class Fields:
    """How many texts were put, into how many columns."""

    texts: int
    columns: int


def write_more(town: Peopled) -> None:
    """Rows of kinds that the peopled service has none of."""
    asks, send = Asks(town.app), Sender(town.app)
    for route, (section, target, name) in WRITING.items():
        asked = asks(route, town.targets[section][target])
        answer = send(asked.method, asked.path, headers=town.people[name].headers(page=False), **asked.sent)
        assert answer.is_success, (route, answer.text)
    send.close()
    now = datetime.now(UTC)
    entries = [{"code": "K1", "title": "Nozzles", "phrases": ["ceramic composite nozzle"]}]
    with town.service.database.transaction() as store:
        store.screening.lists.put("nozzles", "1", LOCAL, name="Nozzles", source="made up", entries=entries)
        store.jobs.note("letters", "sent", Result("succeeded", "sent"), now, now)
        for name in ("firm", "officer"):
            (search,) = store.searches.of(NAMES[name])
            hits = [HitState("FICT-C1", "a", "Hanul", {"version": 1})]
            told = [NewAlert(AlertKind.NEW, "FICT-C1", "Hanul", "new_match", {"reasons": []})]
            store.searches.note(search, Round(hits, told), now)
        store.mails.queue(purpose="digest", recipient="han@example.kr", subject="New", text="a", account=None, now=now)
    names = "kind, record_id, list_id, list_version, code, title, phrase, sentence, content_hash, found_at"
    values = ("patents", "FICT-P1", "nozzles", "1", "K1", "Nozzles", "nozzle", "A nozzle.", "0", now.isoformat(" "))
    with sqlite3.connect(town.service.settings.data_dir / "matcher.db") as opened:
        opened.execute(f"INSERT INTO controlhint ({names}) VALUES ({', '.join('?' * 10)})", values)


def filled(database: Path, text: Text) -> Fields:
    """Puts a text into every field of every row that is text which somebody wrote."""
    opened = sqlite3.connect(database)
    for (trigger,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        opened.execute(f'DROP TRIGGER "{trigger}"')
    number, columns = 0, set()
    for (table,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall():
        if table in FIXED_TABLES or table.startswith("sqlite_"):
            continue
        described = [(row[1], row[2]) for row in opened.execute(f'PRAGMA table_info("{table}")')]
        names = [
            (name, kind == "JSON")
            for name, kind in described
            if kind.startswith(("VARCHAR", "TEXT", "JSON")) and name not in FIXED and f"{table}.{name}" not in FIXED_IN
        ]
        for rowid in [row[0] for row in opened.execute(f'SELECT rowid FROM "{table}" ORDER BY rowid')]:
            for name, is_json in names:
                (held,) = opened.execute(f'SELECT "{name}" FROM "{table}" WHERE rowid = ?', (rowid,)).fetchone()
                number += 1
                told = text(number, ROOM.get(table, PLENTY))
                put = (json.dumps(replaced(json.loads(held), told)) if held else held) if is_json else told
                if put != held:
                    opened.execute(f'UPDATE "{table}" SET "{name}" = ? WHERE rowid = ?', (put, rowid))
                    columns.add(f"{table}.{name}")
    opened.commit()
    opened.close()
    return Fields(number, len(columns))


def replaced(held: Any, text: str) -> Any:
    """Every string below that is no id and no choice, as this text."""
    if isinstance(held, dict):
        return {key: value if key in FIXED else replaced(value, text) for key, value in held.items()}
    if isinstance(held, list):
        return [replaced(value, text) for value in held]
    return text if isinstance(held, str) else held


@contextmanager
def serving(folder: Path, copied: Path, text: Text) -> Iterator[tuple[Service, Fields]]:
    """A service over a copy of what lies in `copied`, with every field filled."""
    shutil.copytree(copied, folder)
    settings = settings_in(folder)
    fields = filled(settings.data_dir / "matcher.db", text)
    service = Service(settings, encoder=HashEncoder())
    service.passwords = quick_passwords()
    service.open()
    try:
        yield service, fields
    finally:
        service.close()


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one request; `about` names it."""

    about: tuple[str, str, str]
    status: int
    kind: str
    headers: Mapping[str, str]
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode()


def crawled(town: Peopled, service: Service, people: Sequence[str], one_in: int) -> Iterator[Answer]:
    """Every route that reads (or one in so many), for each of these and everything that its address can name."""
    app = create_app(service)
    asks, send = Asks(app), Sender(app)
    for line in [each for each in lines() if each.is_safe and not each.route.endswith("/events")][::one_in]:
        for target in line.outcomes:
            asked = asks(line.route, town.targets[line.section][target])
            for name in people:
                found = send(asked.method, asked.path, headers=town.people[name].headers(page=asked.page))
                yield _answer((line.route, target, name), found)
    send.close()


def questioned(town: Peopled, service: Service, asked: Sequence[Parameter], text: str, name: str) -> Iterator[Answer]:
    """Every one of these parameters with the text, and in the place of the record that an address names."""
    send = Sender(create_app(service))
    for each in asked:
        headers = town.people[name].headers(page="/api/" not in each.route)
        found = send("GET", with_parameter(each.path, each.name, text), headers=headers)
        yield _answer((each.route, each.name, name), found)
    send.close()


def _answer(about: tuple[str, str, str], found: Response) -> Answer:
    kind = found.headers.get("content-type", "").partition(";")[0]
    return Answer(about, found.status_code, kind, dict(found.headers), found.content)


def skeleton(text: str) -> Counter[tuple[str, ...]]:
    """Of a page, how often there is each element in its parent, with which attributes and class."""
    found: Counter[tuple[str, ...]] = Counter()
    for each in html.document_fromstring(text).iter():
        tag = each.tag if isinstance(each.tag, str) else type(each).__name__
        parent = each.getparent()
        names = sorted(each.attrib) if isinstance(each.tag, str) else []
        found[(str(parent.tag) if parent is not None else "", tag, each.get("class") or "", *names)] += 1
    return found


def told(text: str) -> str:
    """Everything that a reader of the page gets as text or as the value of an attribute, blanks folded."""
    page = html.document_fromstring(text)
    values = [value for each in page.iter() if isinstance(each.tag, str) for value in each.attrib.values()]
    return re.sub(r"\s+", " ", " ".join([page.text_content(), *values]))


@dataclass(frozen=True, slots=True)
class Parameter:
    """One name that an address takes after its question mark, and the address of a record that is there."""

    route: str
    name: str
    path: str


def parameters(town: Peopled) -> list[Parameter]:
    """Of every route that reads, each in turn."""
    asks = Asks(town.app)
    declared = {
        route.path: set(_names(route.route.dependant))
        for route in iter_route_contexts(town.app.routes)
        if isinstance(route.route, APIRoute) and "GET" in (route.methods or ())
    }
    found = []
    for line in lines():
        path = line.route.partition(" ")[2]
        if not line.is_safe or path.endswith("/events"):
            continue
        target = next(iter(town.targets[line.section].values()))
        asked = asks(line.route, target).path
        usual = [name for name, _ in parse_qsl(urlsplit(asked).query)]
        names = {*declared.get(path, ()), *usual, *(ASKED if line.is_page else ())}
        found += [Parameter(line.route, name, asked) for name in sorted(names)]
    return found


def with_parameter(path: str, name: str, text: str) -> str:
    parts = urlsplit(path)
    kept = [(each, value) for each, value in parse_qsl(parts.query) if each != name]
    return f"{parts.path}?{urlencode([*kept, (name, text)])}"


def _names(dependant: Dependant) -> Iterator[str]:
    yield from (each.alias for each in dependant.query_params)
    for inner in dependant.dependencies:
        yield from _names(inner)


def written(town: Peopled, texts: Sequence[str], one_in: int) -> Iterator[tuple[str, str, Response]]:
    """Sends each text in each field of each route that writes, by somebody who may; what is sent stays.

    Gives the route, the field and the answer.
    """
    asks, send = Asks(town.app), Sender(town.app)
    places = [
        (line, target, PEOPLE[outcomes.index("+")])
        for line in lines()
        if not line.is_safe
        for target, outcomes in line.outcomes.items()
        if "+" in outcomes
    ]
    for line, target, name in places[::one_in]:
        asked = asks(line.route, town.targets[line.section][target])
        headers = town.people[name].headers(page=asked.page)
        for text in texts:
            for place, sent in _with(asked.sent, text):
                yield (
                    line.route,
                    place,
                    send(
                        asked.method,
                        asked.path,
                        headers={**headers, **sent["headers"]},
                        **{key: value for key, value in sent.items() if key != "headers"},
                    ),
                )
    send.close()


def _with(sent: Mapping[str, Any], text: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The body once for each text in it, this one in its place, as bytes that hold any sign."""
    if "json" in sent:
        kind = {"Content-Type": "application/json"}
        for place in _places(sent["json"]):
            yield ".".join(map(str, place)), {"content": json.dumps(_put(sent["json"], place, text)), "headers": kind}
    elif "files" in sent:
        ((name, (_, content)),) = sent["files"].items()
        kept = text.encode("utf-8", "replace").decode()
        yield name, {"files": {name: (f"{kept}.txt", content)}, "data": sent["data"], "headers": {}}
    else:
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        for name in sent.get("data", {}):
            form = urlencode({**sent["data"], name: text}, errors="surrogatepass")
            yield name, {"content": form, "headers": kind}


def _places(held: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(held, str):
        yield place
    steps = held.items() if isinstance(held, dict) else enumerate(held) if isinstance(held, list) else ()
    for step, value in steps:
        yield from _places(value, (*place, step))


def _put(held: Any, place: tuple[Any, ...], text: str) -> Any:
    if not place:
        return text
    made = copy.copy(held)
    made[place[0]] = _put(held[place[0]], place[1:], text)
    return made
