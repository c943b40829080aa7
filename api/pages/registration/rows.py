"""The steps of the profile's form: what a sent form holds, as fields of the profile, and rows to show."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from api.pages.forms import Sent
from api.registration.registering import number_problem
from corpus.drafts import CapabilityDraft, CompanyDraft, CompanySize, ProfileDraft, ProjectDraft
from corpus.identifiers import business_number_fault, digits_of
from corpus.problems import Invalid

STEPS: Final = ("facts", "summary", "capabilities", "projects", "certificates", "keywords", "review")
SHOWN_ROWS: Final = 100
"""More rows than these stay as they are: one form does not hold a thousand."""
FIELDS: Final = 700
LISTED = re.compile(r"[\n]")
WORDS = re.compile(r"[\n,、;]")
YEARS, EMPLOYEES, TRL = (1800, 2100), (0, 10_000_000), (1, 9)


@dataclass(frozen=True, slots=True)
class Row:
    """A capability or project on the form, as it was written."""

    title: str = ""
    text: str = ""
    year: str = ""
    agency: str = ""

    @property
    def empty(self) -> bool:
        return not (self.title or self.text or self.year or self.agency)


def rows_of(profile: ProfileDraft, part: str) -> list[Row]:
    """The rows that the form shows of a part."""
    if part == "capabilities":
        return [Row(each.title, each.text) for each in profile.capabilities[:SHOWN_ROWS]]
    return [
        Row(each.title, each.text, str(each.year or ""), each.agency or "") for each in profile.projects[:SHOWN_ROWS]
    ]


def sent_rows(sent: Sent) -> list[Row]:
    """The rows as they were sent, empty ones too, in the order of the form."""
    columns = [sent.all(name) for name in ("title", "text", "year", "agency")]
    return [
        Row(*(column[place] if place < len(column) else "" for column in columns))
        for place in range(max(map(len, columns)))
    ]


def arranged(rows: Sequence[Row], act: str) -> list[Row]:
    """The rows after a button: `add`, `remove:2`, `up:2` or `down:2` (counted from 0); others change nothing."""
    changed = list(rows)
    name, _, place = act.partition(":")
    at = int(place) if place.isdecimal() and len(place) < 4 else -1
    if name == "add":
        changed.append(Row())
    elif name == "remove" and 0 <= at < len(changed):
        del changed[at]
    elif name == "up" and 0 < at < len(changed):
        changed[at - 1 : at + 1] = changed[at], changed[at - 1]
    elif name == "down" and 0 <= at < len(changed) - 1:
        changed[at : at + 2] = changed[at + 1], changed[at]
    return changed


def filled_rows(rows: Sequence[Row]) -> list[Row]:
    """The rows that say something; errors are counted by these."""
    return [each for each in rows if not each.empty]


def part_of(step: str, sent: Sent, rows: Sequence[Row], standing: ProfileDraft) -> dict[str, object]:
    """The fields that a step's form gives. Raises Invalid for a year or level that is none."""
    if step == "summary":
        return {"summary": sent.text("summary")}
    filled: list[dict[str, object]]
    if step == "capabilities":
        filled = [{"title": each.title, "text": each.text} for each in filled_rows(rows)]
        return {"capabilities": [*filled, *_rest(standing.capabilities)]}
    if step == "projects":
        filled = [_project(place, each) for place, each in enumerate(filled_rows(rows))]
        return {"projects": [*filled, *_rest(standing.projects)]}
    if step == "certificates":
        return {name: _list(LISTED, sent.text(name)) for name in ("certificates", "facilities")}
    return {"keywords": _list(WORDS, sent.text("keywords")), "trl": number("trl", sent.text("trl"), TRL)}


def facts_of(sent: Sent, *, identity: bool) -> dict[str, object]:
    """The company's facts that the form gives; name and number only where they are still the company's to tell.

    Raises Invalid.
    """
    given: dict[str, object] = {
        name: sent.text(name) or None for name in ("name_en", "region", "city", "industry", "website")
    }
    size = sent.text("size")
    given["size"] = size if size in set(CompanySize) else None
    given["employees"] = number("employees", sent.text("employees").replace(",", ""), EMPLOYEES)
    given["founded_year"] = number("founded_year", sent.text("founded_year"), YEARS)
    given["foreign_share"] = share("foreign_share", sent.text("foreign_share"))
    if sent.text("kinds_told"):
        given["company_kinds"] = list(sent.all("company_kinds"))
    if identity:
        given["name"] = sent.text("name")
        given["business_registration_number"] = business_number(sent.text("business_registration_number"))
    return given


def business_number(text: str) -> str:
    """The ten digits. Raises Invalid with the group to look at."""
    fault = business_number_fault(text)
    if fault is None:
        return digits_of(text)
    raise Invalid(number_problem(fault, text, "business_registration_number"))


def number(field: str, text: str, bounds: tuple[int, int]) -> int | None:
    """A whole number within bounds, None for nothing. Raises Invalid `bad_number`."""
    if not text:
        return None
    least, most = bounds
    if not text.isascii() or not text.isdigit() or len(text) > 9 or not least <= int(text) <= most:
        raise Invalid.because("bad_number", field, text, least=least, most=most)
    return int(text)


def share(field: str, text: str) -> float | None:
    """A percentage, None for nothing. Raises Invalid `bad_number`."""
    if not text:
        return None
    if not re.fullmatch(r"\d{1,3}(?:\.\d{1,4})?", text.rstrip("% ")) or float(text.rstrip("% ")) > 100:
        raise Invalid.because("bad_number", field, text, least=0, most=100)
    return float(text.rstrip("% "))


def usual_of(step: str, profile: ProfileDraft, facts: CompanyDraft) -> Mapping[str, str]:
    """What the fields of a step show before anything was sent."""
    if step == "facts":
        plain = ("name", "name_en", "region", "city", "industry", "website", "employees", "founded_year")
        usual = {name: str(getattr(facts, name) or "") for name in plain}
        share_told = "" if facts.foreign_share is None else f"{facts.foreign_share:g}"
        written = shown_number(facts.business_registration_number)
        size = facts.size.value if facts.size else ""
        return {**usual, "size": size, "foreign_share": share_told, "business_registration_number": written}
    if step == "certificates":
        return {"certificates": "\n".join(profile.certificates), "facilities": "\n".join(profile.facilities)}
    return {
        "summary": profile.summary,
        "keywords": ", ".join(profile.keywords),
        "trl": str(profile.trl or ""),
    }


def shown_number(digits: str | None) -> str:
    """`1248100998` as 124-81-00998."""
    return f"{digits[:3]}-{digits[3:5]}-{digits[5:]}" if digits and len(digits) == 10 else digits or ""


def _project(place: int, row: Row) -> dict[str, object]:
    year = _year(place, row.year)
    return {"title": row.title, "text": row.text, "year": year, "agency": row.agency or None}


def _year(place: int, text: str) -> int | None:
    """A project's year. Raises Invalid `bad_year`."""
    try:
        return number("", text, YEARS)
    except Invalid:
        raise Invalid.because("bad_year", f"projects-{place}-year", text) from None


def _rest(rows: Sequence[CapabilityDraft] | Sequence[ProjectDraft]) -> list[dict[str, object]]:
    return [each.model_dump() for each in rows[SHOWN_ROWS:]]


def _list(between: re.Pattern[str], text: str) -> list[str]:
    return list(dict.fromkeys(each.strip() for each in between.split(text) if each.strip()))
