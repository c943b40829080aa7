"""Secret matter at the door: refused wherever it stands, and nothing of it goes on."""

from __future__ import annotations

import json

import pytest
from pydantic import ValidationError

from corpus.drafts import CompanyDraft, NeedDraft, PatentDraft, ProfileDraft
from corpus.importers.detect import detect
from corpus.importers.drafting import build
from corpus.importers.format import Accepted, Parsed, Rejected
from corpus.importers.source import Source
from corpus.importers.withholding import refused_without_secret, withheld
from corpus.markings import first_marked
from corpus.problems import Invalid, Problem
from corpus.text import Language, language_of
from corpus.wording import sentence

LANGUAGES: tuple[Language, ...] = ("ko", "en")

PHRASE = "lilac heron"
"""Stands beside each marking; nothing of it may come out again."""
MARKINGS = ("SECRET//NOFORN", "[군사 II급 비밀]", "【대외비】", "TOP SECRET // SI", "Declassify on: 20400101")


def read(data: str) -> list[Parsed]:
    source = Source.of("t", data.encode())
    return list(detect(source).read(source))


def refused(data: str) -> Problem:
    (parsed,) = read(data)
    assert isinstance(parsed, Rejected), parsed
    kept = withheld(parsed)
    assert kept.problem.code == "secret_refused"
    assert (kept.problem.value, kept.original) == ("", "")
    assert PHRASE not in repr(kept)
    return kept.problem


def line(**record: object) -> str:
    return json.dumps(record, ensure_ascii=False) + "\n"


@pytest.mark.parametrize("marking", MARKINGS)
@pytest.mark.parametrize(
    "record",
    [
        {"id": "US1000001", "title": "{}", "abstract": "a"},
        {"id": "US1000001", "title": "Mast", "abstract": "{}"},
        {"id": "US1000001", "title": "Mast", "abstract": "a", "claims": ["1. A mast.", "{}"]},
        {"id": "US1000001", "title": "Mast", "abstract": "a", "inventors": ["{}"]},
        {"name": "Hanbit", "industry": "milling", "summary": "{}"},
        {"name": "Hanbit", "industry": "milling", "capabilities": [{"title": "Milling", "text": "{}"}]},
        {"name": "Hanbit", "industry": "milling", "projects": [{"title": "{}"}]},
        {"name": "Hanbit", "industry": "milling", "remark of the sender": {"deep": ["{}"]}},
        {"title": "Mast", "organisation": "Navy", "required_trl": 6, "description": "{}"},
        {"title": "Mast", "organisation": "Navy", "required_trl": 6, "requirements": ["light", "{}"]},
        {"title": "Mast", "organisation": "Navy", "required_trl": "high", "description": "{}"},
        {"number": "7000001", "title": "Mast", "country": "Atlantis", "abstract": "{}"},
    ],
)
def test_a_marked_row_is_refused_wherever_the_marking_stands(record: dict[str, object], marking: str) -> None:
    refused(json.dumps(record, ensure_ascii=False).replace("{}", f"{marking} {PHRASE}") + "\n")


@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        ("공개등급", "비밀"),
        ("공개등급", "Ⅱ급 비밀"),
        ("보안등급", "대외비"),
        ("비밀구분", "3급"),
        ("tier", "Secret"),
        ("Tier", "top secret"),
        ("security classification", "Confidential"),
        ("비고", "군사 Ⅲ급 비밀"),
    ],
)
def test_a_tier_that_names_a_secret(heading: str, cell: str) -> None:
    assert refused(f"회사명\t업종\t{heading}\n{PHRASE}\t가공\t{cell}\n").field == heading


def test_a_secret_grade_is_not_hidden_by_another_tier_or_fault() -> None:
    assert refused(f"회사명\t업종\t공개등급\t보안등급\n{PHRASE}\t가공\t공개\t2급 비밀\n").field == "보안등급"
    assert refused(f"회사명\t국가\t공개등급\t종업원수\n{PHRASE}\tAtlantis\tSecret\tmany\n").field == "공개등급"


@pytest.mark.parametrize(
    "row",
    [
        f"Hanbit,milling,public,{PHRASE},Secret",
        f"Hanbit,1.02E+12,Secret,{PHRASE}",
        f"Hanbit,milling,,{PHRASE},SECRET//NOFORN",
    ],
)
def test_a_row_whose_cells_cannot_be_told_apart(row: str) -> None:
    refused(f"company name,industry,tier,summary\n{row}\n")


@pytest.mark.parametrize(
    "text",
    [f'{{"title": "Mast", "description": "{PHRASE} SECRET//NOFORN', f'"[\\uad70\\uc0ac\\uae30\\ubc00] {PHRASE}"'],
)
def test_a_line_that_is_no_json(text: str) -> None:
    whole = line(title="Mast", organisation="Navy", required_trl=6)
    first, second = read(whole + text + "\n")
    assert isinstance(first, Accepted)
    assert isinstance(second, Rejected)
    assert withheld(second) == Rejected(2, withheld(second).problem)
    assert withheld(second).problem.code == "secret_refused"


def test_a_banner_above_the_headings_refuses_the_file() -> None:
    with pytest.raises(Invalid, match="secret_refused"):
        read("군사 II급 비밀\n회사명,업종\n한빛정밀,가공\n")


def test_a_file_of_no_known_kind_is_refused_without_its_headings() -> None:
    with pytest.raises(Invalid) as caught:
        read(f"alpha,beta SECRET//NOFORN {PHRASE}\n1,2\n")
    assert PHRASE not in repr(caught.value.problem)
    broken = Invalid.because("json_broken", "file", "a.json", cause=f"[비밀] {PHRASE}", line=1, column=2)
    assert refused_without_secret(broken).problem == Problem("secret_refused", "file", "", {"grade": "classified"})


@pytest.mark.parametrize(
    "text",
    [
        "A secret key of 256 bits.",
        "비밀번호와 비밀키를 저장한다.",
        "Guards trade secrets.",
        "Top-secret recipe",
        "보안 등급 심사",
    ],
)
def test_a_text_that_speaks_of_secrets_is_taken(text: str) -> None:
    (parsed,) = read(line(id="US1000001", title="Mast", abstract=text))
    assert isinstance(parsed, Accepted)
    assert withheld(Rejected(1, Problem.of("missing", "id"), text)).original == text


@pytest.mark.parametrize(
    ("model", "fields", "field"),
    [
        (PatentDraft, {"id": "US1", "country": "US", "title": "SECRET//NF"}, "title"),
        (PatentDraft, {"id": "US1", "title": "Mast", "claims": ("a", "(S//NF) b")}, "claims.1"),
        (NeedDraft, {"id": "N1", "title": "Mast", "tier": "Ⅱ급 비밀"}, "tier"),
        (NeedDraft, {"id": "N1", "title": "Mast", "description": "a\nSECRET\nb"}, "description"),
        (NeedDraft, {"id": "N1", "title": "Mast", "description": "a SECRET\n//\nNOFORN b"}, "description"),
        (NeedDraft, {"id": "N1", "title": "Mast", "description": "a SEC\x00RET//NOFORN b"}, "description"),
        (NeedDraft, {"id": "N1", "title": "Mast", "SECRET//NOFORN x": 1}, "record"),
        (ProfileDraft, {"projects": [{"title": "a", "text": "[대외비]"}]}, "projects.0.text"),
        (CompanyDraft, {"name": "a", "profile": {"facilities": ["b", "[비밀] c"]}}, "profile.facilities.1"),
    ],
)
def test_drafts_refuse_secrets_before_all_else(model: type[PatentDraft], fields: dict[str, object], field: str) -> None:
    with pytest.raises(ValidationError) as caught:
        model.model_validate(fields)
    (error,) = caught.value.errors()
    assert (error["type"], error["ctx"]["field"]) == ("secret_refused", field)
    assert "Mast" not in str(caught.value)


def test_the_source_names_the_marked_field() -> None:
    fields = {"id": "N1", "title": "t", "requirements": ["a", "[비밀] b"], "open_date": "soon"}
    parsed = build(NeedDraft, 3, fields, names={"requirements": "요구사항"}, original="the row")
    assert parsed == Rejected(3, Problem("secret_refused", "요구사항.1", "", {"grade": "classified"}))


def test_a_lone_name_marks_only_where_it_is_the_tier() -> None:
    assert first_marked({"title": "Secret"}) is None
    assert first_marked({"tier": "Secret"}) is not None
    assert first_marked({"tier": ["secret"]}) is not None
    assert first_marked([{"a": [1, None, {"b": 2.0}]}]) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_refusal_says_what_to_do_and_repeats_nothing(language: Language) -> None:
    told = sentence(Problem.of("secret_refused", "claims.1", grade="secret"), language)
    assert "claims.1" in told.reason
    assert language_of(told.reason) == language_of(told.mend) == language
