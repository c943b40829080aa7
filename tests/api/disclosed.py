"""A small made-up corpus in three tiers, and many varied requests that try to learn of what is restricted in it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from corpus.disclosure import Tier
from corpus.drafts import CompanyDraft, NeedDraft, OrganisationName, PatentDraft, ProfileDraft, RecordDraft
from corpus.passages import Kind
from tests.api.access_asked import Asked as AskedOfRoute
from tests.api.access_asked import Asks
from tests.api.access_table import lines
from tests.api.peopled import ALL_COMPANIES as OUTSIDERS

THINGS = ("nozzle", "antenna", "sonar", "battery", "드론", "레이더", "armour", "gyroscope", "복합재", "camera")
MEANS = ("ceramic", "phased", "quantum", "autonomous", "탄소섬유", "neural", "laser", "hypersonic", "암호", "satellite")
BODIES = ("Haneul Optics", "가람전자", "Byeol Radar", "Bada Systems", "누리정밀")
HIDDEN_WORDS = ("zephyrine", "obsidiax", "은밀체", "korvath", "plexidyne")
"""Words that only restricted records hold."""
KINDS: tuple[Kind, ...] = ("patents", "companies", "needs")


@dataclass(frozen=True)
class Asked:
    """One request."""

    method: str
    path: str
    params: list[tuple[str, str]] = field(default_factory=list)
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)


def open_records(kind: Kind, count: int, seed: int = 1) -> list[RecordDraft]:
    """Public records, every seventh released to companies."""
    chance = random.Random(f"{seed}-{kind}")
    return [
        _record(kind, f"OPEN-{number}", chance, Tier.RELEASED if number % 7 == 6 else None) for number in range(count)
    ]


def hidden_records(kind: Kind, count: int) -> list[RecordDraft]:
    """Restricted ones about the same things, of the same bodies and of others, with words of their own."""
    chance = random.Random(f"hidden-{kind}")
    return [_record(kind, f"HIDDEN-{number}", chance, Tier.RESTRICTED, HIDDEN_WORDS) for number in range(count)]


def _record(kind: Kind, id_: str, chance: random.Random, tier: Tier | None, words: tuple[str, ...] = ()) -> RecordDraft:
    thing, means, body = chance.choice(THINGS), chance.choice(MEANS), chance.choice(BODIES)
    extra = f" {chance.choice(words)}" if words else ""
    other, parts = chance.choice(THINGS), chance.choice(MEANS)
    text = f"A {means} {thing}{extra} for {other} with {parts} parts, type {chance.randrange(9)}."
    if words:
        # Names that would join public organisations, if a public record gave them.
        body = chance.choice((body, f"{body} {extra.strip()}"))
    title = f"{means} {thing}{extra} {chance.randrange(99)}"
    if kind == "patents":
        owner = OrganisationName(name=body, others=(chance.choice(BODIES),) if words else (), country="KR")
        return PatentDraft(
            id=f"P-{id_}",
            country="KR",
            title=title,
            abstract=text,
            owners=(owner,),
            trl=chance.choice((None, 3, 7)),
            agencies=("국방부",) if chance.random() < 0.5 else (),
            ipc=("G01S 13/90",),
            tier=tier,
            fictional=True,
        )
    if kind == "needs":
        return NeedDraft(
            id=f"N-{id_}", title=title, description=text, organisation=body, country="KR", tier=tier, fictional=True
        )
    name = f"{body} {id_}"
    profile = ProfileDraft(summary=text, certificates=("AS9100D",) if chance.random() < 0.3 else ())
    return CompanyDraft(
        id=f"C-{id_}",
        name=name,
        country="KR",
        size=chance.choice((None, "small", "large")),
        profile=profile,
        tier=tier,
        fictional=True,
    )


def every_route(asks: Asks, record: str) -> Iterator[tuple[str, AskedOfRoute]]:
    """A request of every route that a company or nobody in particular can reach, for a record such as `HIDDEN-3`.

    Which these are, the table of access tells, which has every route of the application.
    """
    for line in lines():
        if line.can_reach(OUTSIDERS):
            letter = {"needs": "N", "companies": "C"}.get(line.section, "P")
            yield line.route, asks(line.route, {"id": f"{letter}-{record}", "number": "1"})


def requests(count: int, seed: int = 7) -> Iterator[Asked]:
    """Varied requests, the same for one seed: searches, lists, records, facets, exports, completions, refusals."""
    chance = random.Random(seed)
    makers = (_match, _match, _match, _posted, _record_read, _list, _export, _completion, _page, _refused, _standing)
    for _ in range(count):
        yield chance.choice(makers)(chance)


def _words(chance: random.Random) -> str:
    pool = (*THINGS, *MEANS, *HIDDEN_WORDS, *BODIES)
    return " ".join(chance.choice(pool) for _ in range(chance.randrange(1, 6)))


def _id(chance: random.Random, kind: Kind) -> str:
    letter = kind[0].upper()
    return f"{letter}-{chance.choice(('OPEN', 'OPEN', 'HIDDEN', 'NONE'))}-{chance.randrange(40)}"


def _question(chance: random.Random) -> list[tuple[str, str]]:
    source = chance.choice(("text", "text", "patent", "company", "need"))
    plural: dict[str, Kind] = {"patent": "patents", "company": "companies", "need": "needs"}
    asked = [(source, _words(chance) if source == "text" else _id(chance, plural[source]))]
    to = chance.choice(KINDS)
    asked += [("to", to), ("top", str(chance.randrange(1, 30)))]
    options: list[tuple[str, str]] = [
        ("country", "KR"),
        ("fictional", "true"),
        ("language", chance.choice(("ko", "en"))),
        ("owner", chance.choice((*BODIES, *HIDDEN_WORDS, "Haneul"))),
        ("tag", chance.choice(("ai", "quantum", "space", "nope"))),
        ("track", chance.choice(("spin-off", "spin-on", "spin-up"))),
        ("programme", "civmil-cooperation"),
        ("outcome", "unknown"),
        ("per_firm", "1"),
        ("sme_share", "0.5"),
        ("facets", "true"),
        ("evidence", "false"),
        ("area", chance.choice(("drone", "obsidiax"))),
        ("legal_status", "granted"),
        ("filed_from", "2020"),
    ]
    return asked + chance.sample(options, chance.randrange(4))


def _match(chance: random.Random) -> Asked:
    return Asked("GET", "/api/v1/matches", _question(chance), headers={"Accept-Language": chance.choice(("ko", "en"))})


def _posted(chance: random.Random) -> Asked:
    body: dict[str, Any] = {"text": _words(chance), "to": chance.choice(KINDS), "facets": chance.random() < 0.5}
    return Asked("POST", "/api/v1/matches", body=body)


def _record_read(chance: random.Random) -> Asked:
    kind = chance.choice(KINDS)
    record_id = _id(chance, kind)
    path = f"/api/v1/{kind}/{record_id}"
    if kind == "companies" and chance.random() < 0.3:
        path += "/profiles"
    pages = (f"/{kind}/{record_id}", f"/{kind}/{record_id}?version=1")
    return Asked("GET", chance.choice((path, *pages, f"/api/v1/tags/{kind}/{record_id}")))


def _list(chance: random.Random) -> Asked:
    kind = chance.choice(KINDS)
    after = [("after", _id(chance, kind))] if chance.random() < 0.5 else []
    return Asked("GET", f"/api/v1/{kind}", [*after, ("limit", str(chance.randrange(1, 60)))])


def _export(chance: random.Random) -> Asked:
    return Asked("GET", f"/api/v1/matches.{chance.choice(('csv', 'jsonl', 'xlsx'))}", _question(chance)[:3])


def _completion(chance: random.Random) -> Asked:
    start = chance.choice((*THINGS, *MEANS, *HIDDEN_WORDS, *BODIES, "P-HIDDEN", "C-OPEN", "N-"))
    return Asked(
        "GET", "/api/v1/completions", [("q", start[: chance.randrange(1, 12)]), ("kind", chance.choice(KINDS))]
    )


def _page(chance: random.Random) -> Asked:
    question = _question(chance)
    if chance.random() < 0.3:
        kind = next(value for name, value in question if name == "to")
        letter = kind[0].upper()
        hidden = chance.choice(("OPEN", "HIDDEN"))
        return Asked("GET", "/compare", [*question[:2], ("with", f"{letter}-{hidden}-{chance.randrange(40)}")])
    return Asked("GET", "/", question)


def _refused(chance: random.Random) -> Asked:
    kind = chance.choice(KINDS)
    record_id = _id(chance, kind)
    choices = (
        Asked("DELETE", f"/api/v1/{kind}/{record_id}"),
        Asked("PUT", f"/api/v1/{kind}/{record_id}", body={"id": record_id, "title": "x"}),
        Asked("POST", f"/api/v1/{kind}", body={"id": record_id}),
        Asked("POST", f"/api/v1/{kind}/{record_id}/restoration"),
        Asked("GET", "/api/v1/matches", [("text", "a"), ("nonsense", "1")]),
        Asked("GET", "/api/v1/matches", [("patent", record_id), ("text", "both")]),
        Asked("GET", f"/api/v1/screening/{kind}/{record_id}"),
        Asked("GET", "/api/v1/imports"),
        Asked(
            "POST",
            "/api/v1/matches/repetition",
            body={
                "question": f"patent=P-HIDDEN-{chance.randrange(9)}&to=companies",
                "generation": "none",
                "sequence": 0,
            },
        ),
        Asked("POST", "/api/v1/matches", body={"text": "", "to": "patents"}),
    )
    return chance.choice(choices)


def _standing(chance: random.Random) -> Asked:
    paths = (
        "/api/v1/index",
        "/api/v1/ready",
        "/api/v1/me",
        "/index",
        "/",
        "/programmes",
        "/api/v1/programmes",
        "/api/v1/programmes/game-changers",
        "/api/v1/programmes/materials-40",
        "/api/v1/consortia?need=N-HIDDEN-1",
        "/api/v1/consortia?need=N-OPEN-1",
        "/screening",
        "/cases",
        "/api/v1/cases",
        "/api/v1/audit",
        "/api/v1/accounts",
        "/nowhere",
    )
    return Asked("GET", chance.choice(paths))
