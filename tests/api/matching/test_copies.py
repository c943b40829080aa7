"""A company that pastes the asking patent or need into its profile is ranked by the rest of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from api.matching.questions import Question, match_request
from api.matching.sweeping import SweepRequest, sweeping
from api.operating.building import rebuild_tiers
from api.service import Service
from corpus.drafts import CompanyDraft, NeedDraft, OrganisationName, PatentDraft
from corpus.roles import Caller, Role
from tests.api.conftest import settings_in
from tests.fakes import HashEncoder

OFFICER = Caller(Role.OFFICER, "tests")
ABSTRACT = (
    "A folding radar antenna has a lattice of printed tiles. Each printed tile carries a cooled gallium amplifier and "
    "a switch. The lattice folds along two hinges between rows of tiles. A controller turns the beam of the lattice "
    "without moving parts while the hinges are locked."
)
ALTERED = (
    "We have developed this: The lattice folds along two strong hinges between rows of our tiles. Our folding radar "
    "antenna has a lattice of printed tiles. A novel controller turns the beam of the lattice without moving parts "
    "while the hinges are locked. Each printed tile carries a proven gallium amplifier and a switch."
)
WORK = (
    "Presses bearing rings for pumps.", "Casts anchors of grey iron.", "Paints hulls of small boats.",
    "Prints labels for medicine.", "Folds paper boxes for eggs.", "Cools warehouses with ammonia.",
    "Tests amplifiers of hearing aids.", "Welds lattice masts for cranes.", "Repairs antenna masts and hinges.",
    "Sells tiles for bathrooms.",
)  # fmt: skip


def company(record_id: str, name: str, summary: str, *projects: str) -> CompanyDraft:
    listed = [{"title": "Project", "text": text} for text in projects]
    return CompanyDraft.model_validate(
        {"id": record_id, "name": name, "profile": {"summary": summary, "projects": listed}, "fictional": True}
    )


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    built = Service(settings_in(tmp_path_factory.mktemp("copies")), encoder=HashEncoder())
    built.open()
    honest = [company(f"C{number}", f"Firm {number}", text) for number, text in enumerate(WORK * 2)]
    patent = PatentDraft(
        id="FICT-P", country="KR", title="Folding radar antenna", abstract=ABSTRACT, fictional=True,
        owners=(OrganisationName(name="Owner Works Co., Ltd."),),
    )  # fmt: skip
    need = NeedDraft(id="FICT-N", title="Folding radar antenna wanted", description=ABSTRACT, fictional=True)
    with built.database.transaction() as store:
        store.put("companies", honest)
        store.put("patents", [patent])
        store.put("needs", [need])
    rebuild_tiers(built)
    with built.database.transaction() as store:
        store.put(
            "companies",
            [
                company("COPY", "Copy Co.", WORK[0], ABSTRACT),
                company("ALTERED", "Altered Co.", WORK[0], ALTERED),
                company("INSIDE", "Inside Co.", f"{WORK[0]} {ABSTRACT}", WORK[0]),
                company("OWNER", "Owner Works", WORK[0], ABSTRACT),
            ],
        )
    yield built
    built.close()


def ranked(service: Service, **asked: str) -> list[str]:
    source: dict[str, Any] = dict(asked)
    answer = service.match(match_request(Question(**source, to="companies", top=24)), OFFICER)
    return [each.id for each in answer.matches]


@pytest.mark.parametrize("asked", [{"patent": "FICT-P"}, {"need": "FICT-N"}, {"text": ABSTRACT}])
def test_copies_stand_where_their_honest_twin_does(service: Service, asked: dict[str, str]) -> None:
    order = ranked(service, **asked)
    twin = order.index("C0")
    for copier in ("COPY", "ALTERED", "INSIDE"):
        assert order.index(copier) >= twin - 3, (order, copier)
        assert order.index(copier) > order.index("C8")


def test_the_owner_may_tell_its_own_patent(service: Service) -> None:
    assert ranked(service, patent="FICT-P")[0] == "OWNER"
    assert ranked(service, text=ABSTRACT)[0] == "OWNER"


def test_plain_words_that_are_no_stored_record_find_who_has_done_them(service: Service) -> None:
    words = "A folding radar antenna of printed tiles with a cooled gallium amplifier, for boats of the harbour police"
    assert set(ranked(service, text=words)[:4]) == {"COPY", "ALTERED", "INSIDE", "OWNER"}


def test_a_sweep_and_why_not_say_the_same(service: Service) -> None:
    with sweeping(service, SweepRequest(asking=("patents", "needs"), top=24), OFFICER) as run:
        lines = list(run.lines())
    for kind, source in (("patents", {"patent": "FICT-P"}), ("needs", {"need": "FICT-N"})):
        question: dict[str, Any] = {**source, "to": "companies", "top": 24}
        single = {each.id: each.score for each in service.match(match_request(Question(**question)), OFFICER).matches}
        swept = {line.record.id: line.score for line in lines if line.asker.kind == kind}
        # Equal but for rounding: the rest of a copier's profile is that of its honest twin.
        assert list(swept.values()) == sorted(swept.values(), reverse=True)
        assert swept == pytest.approx({record_id: single[record_id] for record_id in swept}, abs=2e-4)
        assert {"COPY", "C0", "C18"} <= swept.keys()
    request = match_request(Question(patent="FICT-P", to="companies", top=3))
    told = service.why_not(request, "COPY", OFFICER)
    assert told.position is not None
    assert told.position.rank == ranked(service, patent="FICT-P").index("COPY") + 1
