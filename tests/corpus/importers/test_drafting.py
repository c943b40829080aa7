from __future__ import annotations

from datetime import date

import pytest

from corpus.drafts import CompanyDraft, NeedDraft, PatentDraft
from corpus.importers.drafting import build
from corpus.importers.format import Accepted, Rejected

PATENT: dict[str, object] = {"id": "US1", "country": "US", "title": "Folding mast"}


def problem_of(fields: dict[str, object], names: dict[str, str] | None = None) -> tuple[str, str]:
    parsed = build(PatentDraft, 7, PATENT | fields, names=names or {}, original="the row")
    assert isinstance(parsed, Rejected)
    assert (parsed.row, parsed.original) == (7, "the row")
    return parsed.problem.code, parsed.problem.field


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"title": None}, "missing", "title"),
        ({"title": ""}, "missing", "title"),
        ({"id": "  "}, "missing", "id"),
        ({"title": "x" * 1_001}, "too_long", "title"),
        ({"trl": 12}, "out_of_range", "trl"),
        ({"trl": "high"}, "bad_number", "trl"),
        ({"country": "USA"}, "bad_form", "country"),
        ({"title": {"a": 1}}, "bad_value", "title"),
        ({"title": "half \ud83d sign"}, "bad_characters", "title"),
        ({"filing_date": "soon"}, "bad_date", "filing_date"),
        ({"filing_date": "20995200"}, "bad_date", "filing_date"),
        ({"owners": [{"name": "x" * 301}]}, "too_long", "owners.0.name"),
    ],
)
def test_each_fault_has_its_code(fields: dict[str, object], code: str, field: str) -> None:
    assert problem_of(fields) == (code, field)


def test_the_source_names_its_own_fields() -> None:
    assert problem_of({"title": None}, {"title": "발명의 명칭"}) == ("missing", "발명의 명칭")
    assert problem_of({"owners": [{"name": None}]}, {"owners": "출원인"}) == ("missing", "출원인.0.name")


def test_dates_come_in_any_spelling() -> None:
    parsed = build(NeedDraft, 1, {"id": "n", "title": "t", "open_date": "2026. 5. 1.", "close_date": "0000-00-00"})
    assert isinstance(parsed, Accepted)
    assert isinstance(parsed.draft, NeedDraft)
    assert (parsed.draft.open_date, parsed.draft.close_date) == (date(2026, 5, 1), None)


def test_an_unknown_field_is_the_importers_fault() -> None:
    with pytest.raises(TypeError):
        build(CompanyDraft, 1, {"name": "x", "profile": {}, "colour": "red"})


def test_a_long_value_is_shown_cut() -> None:
    parsed = build(PatentDraft, 1, PATENT | {"title": "y" * 5_000})
    assert isinstance(parsed, Rejected)
    assert len(parsed.problem.value) < 250
    assert parsed.problem.facts["length"] == 5_000


def test_lists_past_their_bounds_are_cut_whatever_the_format() -> None:
    many = {"keywords": ["k"] * 101, "claims": ["c"] * 501, "title_en": "t" * 301}
    parsed = build(PatentDraft, 1, PATENT | many)
    assert isinstance(parsed, Accepted)
    assert isinstance(parsed.draft, PatentDraft)
    assert (len(parsed.draft.keywords), len(parsed.draft.claims)) == (100, 500)
    assert parsed.draft.title_en == "t" * 300
    firm = build(CompanyDraft, 1, {"name": "Hanbit", "profile": {"certificates": ["AS9100"] * 101}})
    assert isinstance(firm, Accepted)
    assert isinstance(firm.draft, CompanyDraft)
    assert len(firm.draft.profile.certificates) == 100
