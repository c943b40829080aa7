"""One item of a KIPRIS answer by its field names, whatever their case and nesting, and the service's errors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from corpus.importers.xml_fields import text
from corpus.importers.xml_parsing import Element, local
from corpus.problems import Problem

SUCCESS = frozenset({"", "0", "00", "000", "200", "INFO-000"})
NO_DATA = frozenset({"3", "03", "INFO-200"})
PROSE = frozenset({"astrtcont", "abstract", "claim", "inventiontitle", "inventionname", "inventiontitleeng"})
"""Fields whose text may carry markup of its own."""

MEANINGS: Mapping[str, tuple[str, str]] = {
    "1": ("application error", "서비스 프로그램 오류"),
    "2": ("database error", "데이터베이스 오류"),
    "4": ("HTTP error", "HTTP 오류"),
    "5": ("the service timed out", "서비스 시간 초과"),
    "10": ("a request parameter is wrong", "요청 변수가 잘못됨"),
    "11": ("a required request parameter is missing", "필수 요청 변수가 없음"),
    "12": ("no such service, or it was withdrawn", "서비스가 없거나 폐기됨"),
    "20": ("access to the service is denied", "서비스 접근 거부"),
    "21": ("the key is suspended for now", "일시적으로 쓸 수 없는 키"),
    "22": ("the number of calls is used up", "호출 횟수 초과"),
    "30": ("the key is not registered", "등록되지 않은 키"),
    "31": ("the key has expired", "기한이 지난 키"),
    "32": ("the caller's address is not registered", "등록되지 않은 IP"),
    "33": ("the call is not signed", "서명되지 않은 호출"),
    "99": ("unknown error", "기타 오류"),
}
"""Result codes of KIPRIS Plus and of the public data gateway before it, in English and Korean."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Texts of the item's leaves: name in small letters, name as written, name of the group around it, text."""

    leaves: tuple[Leaf, ...]

    @classmethod
    def of(cls, item: Element) -> Answer:
        return cls(tuple(_leaves(item)))

    @property
    def original(self) -> str:
        return "\n".join(f"{leaf.name}: {leaf.text}" for leaf in self.leaves if leaf.text)

    def all(self, *keys: str) -> list[str]:
        """Every text under one of the names."""
        return [leaf.text for leaf in self.leaves if leaf.key in keys and leaf.text]

    def first(self, *keys: str) -> str:
        """The text of the first of these names that has one."""
        return next((found for key in keys for found in self.all(key)), "")

    def name(self, *keys: str) -> str:
        """The name as the answer spells it; the first of ours where it has none of them."""
        return next((leaf.name for key in keys for leaf in self.leaves if leaf.key == key), keys[0])

    def within(self, group: str, key: str) -> list[str]:
        """Every text of this name in groups of that name."""
        return [leaf.text for leaf in self.leaves if leaf.group == group and leaf.key == key and leaf.text]

    def groups(self, group: str, key: str) -> list[dict[str, str]]:
        """The filled texts of each group of that name that has one under the key."""
        found: dict[int, dict[str, str]] = {}
        for leaf in self.leaves:
            if leaf.group == group and leaf.text:
                found.setdefault(leaf.group_number, {})[leaf.key] = leaf.text
        return [entry for entry in found.values() if key in entry]


@dataclass(frozen=True, slots=True)
class Leaf:
    key: str
    name: str
    group: str
    group_number: int
    text: str


def error_in(header: Element) -> Problem | None:
    """The error that an answer's header tells; None for success and for headers of other kinds."""
    told = {local(entry).lower(): text(entry) for entry in header.iter(etree.Element)}
    code = told.get("resultcode") or told.get("returnreasoncode", "")
    failed = told.get("successyn", "").upper() == "N" or "errmsg" in told
    if code in NO_DATA or (code in SUCCESS and not failed):
        return None
    message = told.get("returnauthmsg") or told.get("resultmsg") or told.get("errmsg", "")
    english, korean = MEANINGS.get(code.lstrip("0") or code, (message or "unknown error", message or "기타 오류"))
    return Problem.of("kipris_error", "resultCode", code, message=message, meaning=english, meaning_ko=korean)


def _leaves(item: Element) -> Iterator[Leaf]:
    groups: dict[Element, int] = {}
    for element in item.iter(etree.Element):
        parent = element.getparent()
        name = local(element)
        is_leaf = len(element) == 0 or name.lower() in PROSE
        if is_leaf and parent is not None and element is not item and local(parent).lower() not in PROSE:
            number = groups.setdefault(parent, len(groups))
            yield Leaf(name.lower(), name, local(parent).lower(), number, text(element))
