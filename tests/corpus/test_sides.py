"""On which side a body stands, and what kind of company a certificate tells of."""

from __future__ import annotations

import pytest

from corpus.company_kinds import kinds_told
from corpus.facts import Side
from corpus.organisations import known_key, organisation_key
from corpus.sides import is_defence_agency, needing_side, owner_side, side_of

BRITISH = (
    "The Secretary of State for Defence in Her Britannic Majesty's Government of the United Kingdom of Great Britain "
    "and Northern Ireland"
)


@pytest.mark.parametrize(
    "name",
    [
        *("국방과학연구소", "Agency for Defense Development", "ADD", "kr add", "대한민국(국방부장관)", "DTaQ"),
        *("국방과학연구소 (Agency for Defense Development)", "대한민국(해병대사령관)", "us navy", "U.S. Air Force"),
        *("Secretary of the Army", "DARPA", "Dstl", "Defense Threat Reduction Agency"),
        BRITISH,
    ],
)
def test_listed_bodies_of_defence(name: str) -> None:
    assert side_of(name) is owner_side(name) is needing_side(name) is Side.DEFENCE


@pytest.mark.parametrize(
    "name", ["한국과학기술원", "NASA", "U.S. Department of Energy", "Fraunhofer", "TNO", "kr kist"]
)
def test_research_bodies_are_civil(name: str) -> None:
    assert owner_side(name) is Side.CIVIL


@pytest.mark.parametrize("name", ["가상정밀(주)", "ADD Inc.", "Defense Paint Works LLC", "Old Navy Fabrics"])
def test_of_other_names_only_owners_have_a_side(name: str) -> None:
    assert (side_of(name), needing_side(name), owner_side(name)) == (None, None, Side.CIVIL)


@pytest.mark.parametrize("name", ["", " ", "---", "United States of America", "대한민국", "Republic of Korea"])
def test_a_state_as_such_tells_no_side(name: str) -> None:
    assert owner_side(name) is None


def test_a_listed_department_keeps_the_key_that_its_spellings_lead_to() -> None:
    key = organisation_key("The United States of America as represented by the National Security Agency")
    assert key == organisation_key("National Security Agency") == "us national security agency"
    assert known_key(key)


@pytest.mark.parametrize(
    ("agency", "defence"),
    [
        *((name, True) for name in ("Army", "Navy", "Air Force", "DARPA", "MDA", "DoD", "Office of Naval Research")),
        *(
            (name, True)
            for name in ("Department of Defense", "방위사업청", "해군 군수사령부", "U.S. Army Research Lab")
        ),
        *((name, False) for name in ("NASA", "DOE", "NIH", "NSF", "NIST", "DHS", "산업통상자원부", "")),
        *((name, False) for name in ("Naval Nuclear Laboratory", "Department of Homeland Security", "Coast Guard")),
    ],
)
def test_agencies_of_defence(agency: str, defence: bool) -> None:
    assert is_defence_agency(agency) is defence


@pytest.mark.parametrize(
    ("certificate", "kinds"),
    [
        *((name, {"venture"}) for name in ("벤처기업확인서", "벤처기업 확인", "벤처기업", "벤처인증")),
        *((name, {"venture"}) for name in ("Venture Business Confirmation", "venture business certificate")),
        *((name, {"venture"}) for name in ("Certified venture company", "venture-certified (2031)")),
        *(
            (name, {"innobiz"})
            for name in ("이노비즈", "Inno-Biz", "INNOBIZ 인증 A등급", "기술혁신형 중소기업(이노비즈)")
        ),
        *((name, {"mainbiz"}) for name in ("메인비즈", "MAIN-BIZ", "경영혁신형 중소기업")),
        ("벤처기업확인서, 이노비즈", {"venture", "innobiz"}),
        *(
            (name, set())
            for name in ("중소벤처기업부 장관 표창", "벤처기업협회 회원", "예비벤처기업확인", "ISO 9001", "")
        ),
        *((name, set()) for name in ("벤처기업확인 준비 중", "이노비즈(만료)", "Venture certificate (expired)")),
        *((name, set()) for name in ("Joint venture agreement", "Inno-Biz application pending")),
    ],
)
def test_kinds_told_by_certificates(certificate: str, kinds: set[str]) -> None:
    assert kinds_told([certificate, "AS9100D"]) == kinds
