"""The question as the form shows it and as an address keeps it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from starlette.datastructures import FormData, QueryParams

from api.matching.questions import ADDRESS_CHARACTERS, SOURCES, USUAL_TARGET, Question
from corpus.drafts import CompanySize, LegalStatus
from corpus.filters import KNOWN, LEVELS
from corpus.passages import KINDS, Kind
from corpus.problems import Invalid
from matcher.match import QueryKind
from matcher.programmes.verdicts import Outcome
from matcher.tracks import Track

TAG = "tag"
OPTIONS = ("track", "programme", "outcome", "sme_share", "per_firm")
"""What is asked of a candidate beside the filters, in the order of an address."""
SHARES = ("0.2", "0.3", "0.5", "0.7")
CAPS = ("1", "2", "3")
MOST_PER_FIRM = 100
MOST_TAGS = 20


@dataclass(frozen=True, slots=True)
class FilterField:
    """A filter on the form: chosen from a list, or written."""

    name: str
    choices: tuple[str, ...] = ()
    example: str = ""

    @property
    def only(self) -> tuple[Kind, ...]:
        """The kinds that have it, where not all do."""
        having = tuple(kind for kind in KINDS if self.name in KNOWN[kind])
        return having if len(having) < len(KINDS) else ()

    @property
    def lacking(self) -> tuple[Kind, ...]:
        """The kinds that do not have it."""
        return tuple(kind for kind in KINDS if self.name not in KNOWN[kind])


FILTERS = (
    FilterField("country", example="KR, US"),
    FilterField("region", example="경상남도"),
    FilterField("size", tuple(CompanySize)),
    FilterField("industry"),
    FilterField("area"),
    FilterField("legal_status", tuple(LegalStatus)),
    FilterField("trl", LEVELS),
    FilterField("classes", example="G01S, C04B35"),
    FilterField("filed_from", example="2020-01-01"),
    FilterField("filed_to", example="2024"),
    FilterField("owner"),
    FilterField("language", ("ko", "en")),
    FilterField("fictional", ("true", "false")),
)


@dataclass(frozen=True, slots=True)
class SearchForm:
    """What the form shows: the question as it was asked. `options` are those of `OPTIONS`, unchecked."""

    text: str = ""
    source: QueryKind = "patent"
    id: str = ""
    to: Kind = "companies"
    top: int = 10
    filters: Mapping[str, str] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    options: Mapping[str, str] = field(default_factory=dict)

    @property
    def filtered(self) -> bool:
        return any((*self.filters.values(), *self.tags, *self.options.values()))

    @property
    def asked(self) -> bool:
        return bool(self.text.strip() or self.id.strip())

    @property
    def before(self) -> str:
        """Goes with the form, to tell what its reader changed since: `text`, `patent:ID`, or "" at the start."""
        if self.text and self.id:
            return ""
        return f"{self.source}:{self.id}" if self.id else "text" if self.text else ""

    @property
    def has_address(self) -> bool:
        return len(self.text) <= ADDRESS_CHARACTERS

    def narrowed(self, name: str, value: str) -> SearchForm:
        """The same question with one condition more, in place of another of that name."""
        if name == TAG:
            return replace(self, tags=(value,))
        if name in OPTIONS:
            return replace(self, options={**self.options, name: value})
        return replace(self, filters={**self.filters, name: value})

    def without(self, name: str, value: str = "") -> SearchForm:
        """The same question with one condition less; `value` tells one tag from another."""
        if name == TAG:
            return replace(self, tags=tuple(tag for tag in self.tags if tag != value))
        gone = {name, "outcome"} if name == "programme" else {name}
        return replace(
            self,
            filters={each: value for each, value in self.filters.items() if each not in gone},
            options={each: value for each, value in self.options.items() if each not in gone},
        )

    @property
    def address(self) -> str:
        """Where the answer can be kept and shared."""
        return f"/?{urlencode(self.pairs)}"

    def compare(self, candidate: str) -> str:
        """Where the question and a candidate stand side by side; the way back leads to this answer."""
        return f"/compare?{urlencode([*self.pairs, ('with', candidate)])}"

    def several(self, candidates: Sequence[str]) -> str:
        """Where several candidates stand beside each other."""
        return f"/compare/several?{urlencode([*self.pairs, *(('with', each) for each in candidates)])}"

    def override(self, candidate: str) -> str:
        """Where an officer's verdict on the pair is sent."""
        return f"/compare/override?{urlencode([*self.pairs, ('with', candidate)])}"

    def judge(self, candidate: str) -> str:
        """Where an official's judgement of the pair is sent."""
        return f"/judgements?{urlencode([*self.pairs, ('with', candidate)])}"

    def why_not(self, candidate: str) -> str:
        """Where it is told why a record is not among the shown."""
        return f"/compare/why-not?{urlencode([*self.pairs, ('named', candidate)])}"

    @property
    def saving(self) -> str:
        """Where the question is offered to be kept and asked again."""
        return f"/searches/new?{urlencode({'question': urlencode(self.pairs)})}"

    def table(self, form: str) -> str:
        """Where the answer is had as a table."""
        return f"/api/v1/matches.{form}?{question_of(self).address}"

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The question as the parameters of an address, in their order."""
        pairs = [("text", self.text)] if self.text else []
        pairs += [(self.source, self.id)] if self.id else []
        pairs += [("to", self.to), *self.filters.items()]
        pairs += [(TAG, tag) for tag in self.tags]
        pairs += [(name, self.options[name]) for name in OPTIONS if name in self.options]
        return pairs + ([("top", str(self.top))] if self.top != 10 else [])


def form_of(given: QueryParams | FormData) -> SearchForm:
    """The form of an address (`?patent=ID`, `?text=...`) or of a sent form (`source` and `id`)."""
    stated = [(name, value.strip()) for name, value in given.multi_items() if isinstance(value, str)]
    values = dict(stated)
    named: list[QueryKind] = [kind for kind in SOURCES if kind != "text" and values.get(kind)]
    sent = values.get("source", "")
    source: QueryKind = named[0] if named else next((kind for kind in SOURCES if kind == sent), "patent")
    record_id = values.get(source, "") if named else values.get("id", "")
    wanted = values.get("to", "")
    target: Kind = next((kind for kind in KINDS if kind == wanted), USUAL_TARGET[source if record_id else "text"])
    top = int(values["top"]) if values.get("top", "").isdecimal() and len(values["top"]) < 4 else 10
    options = {name: values[name] for name in OPTIONS if values.get(name)}
    if "programme" not in options:
        options.pop("outcome", None)
    form = SearchForm(
        text=values.get("text", ""),
        source=source,
        id=record_id,
        to=target,
        top=top,
        filters={each.name: values[each.name] for each in FILTERS if values.get(each.name)},
        tags=tuple(dict.fromkeys(value for name, value in stated if name == TAG and value))[:MOST_TAGS],
        options=options,
    )
    return _newer(form, values.get("before", ""))


def _newer(form: SearchForm, before: str) -> SearchForm:
    """Of a text and a record the one that its reader has just put in: the other stood there from the last answer."""
    if form.text and form.id and before == "text":
        return replace(form, text="")
    if form.text and form.id and before == f"{form.source}:{form.id}":
        return replace(form, id="")
    return form


def fits(name: str, to: Kind) -> bool:
    """Whether a condition applies to what is looked for: one that does not is set aside."""
    if name == "sme_share":
        return to == "companies"
    return name == TAG or name in OPTIONS or name in KNOWN[to]


def question_of(form: SearchForm, *, facets: bool = False) -> Question:
    """Raises Invalid where both a text and a record are given, and for an option that cannot be taken."""
    if form.text.strip() and form.id.strip():
        raise Invalid.because("text_and_record", "text", form.id)
    options = {name: value for name, value in form.options.items() if fits(name, form.to)}
    # The source names its own field, which the type of a mapping cannot say.
    asked = {"text": form.text} if form.text.strip() else {form.source: form.id}
    return Question(
        **asked,  # type: ignore[arg-type]  # as said above
        to=form.to,
        top=form.top,
        filters={name: value for name, value in form.filters.items() if fits(name, form.to)},
        tag=form.tags,
        track=Track(_chosen("track", options["track"], tuple(Track))) if "track" in options else None,
        programme=options.get("programme"),
        outcome=Outcome(_chosen("outcome", options["outcome"], tuple(Outcome))) if "outcome" in options else None,
        sme_share=_share(options["sme_share"]) if "sme_share" in options else None,
        per_firm=_cap(options["per_firm"]) if "per_firm" in options else None,
        facets=facets,
    )


def _chosen(name: str, value: str, known: tuple[str, ...]) -> str:
    if value not in known:
        raise Invalid.because("bad_input", name, value, expected=", ".join(known))
    return value


def _share(value: str) -> float:
    try:
        share = float(value)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise Invalid.because("bad_input", "sme_share", value, expected="0–1")
    return share


def _cap(value: str) -> int:
    # `isdecimal` knows digits that `int` reads too; three of them keep the number small.
    if not value.isdecimal() or len(value) > 3 or not 1 <= int(value) <= MOST_PER_FIRM:
        raise Invalid.because("bad_input", "per_firm", value, expected=f"1–{MOST_PER_FIRM}")
    return int(value)
