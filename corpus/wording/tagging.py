"""Why a definition of an area or a material is refused."""

from __future__ import annotations

from corpus.wording.entry import Wording

WORDING: dict[str, Wording] = {
    "bad_area_id": Wording(
        "“{value}” is no id of an area or a material.",
        "Use up to 40 small Latin letters, digits and hyphens, beginning with a letter.",
        "“{value}”은(는) 분야 또는 소재의 식별자로 쓸 수 없습니다.",
        "영문 소문자로 시작하여 소문자, 숫자, 붙임표를 40자까지 사용하십시오.",
    ),
    "area_without_phrases": Wording(
        "“{value}” has no phrase that says it alone.",
        "Give at least one telling phrase.",
        "“{value}”에 단독으로 판단할 수 있는 핵심 어구가 없습니다.",
        "핵심 어구를 하나 이상 입력하십시오.",
    ),
    "bad_area_phrase": Wording(
        "“{value}” cannot be looked for as a phrase.",
        "Use {shortest} to {longest} characters with a letter among them.",
        "“{value}”은(는) 검색 어구로 쓸 수 없습니다.",
        "글자를 포함하여 {shortest}자 이상 {longest}자 이하로 입력하십시오.",
    ),
    "bad_area_sentence": Wording(
        "A name or prototype sentence is empty or longer than {limit} characters.",
        "Use 1 to {limit} characters.",
        "명칭 또는 대표 문장이 비어 있거나 {limit}자를 넘습니다.",
        "1자 이상 {limit}자 이하로 입력하십시오.",
    ),
    "too_many_phrases": Wording(
        "The definition has more than {limit} phrases or {sentences} prototype sentences.",
        "Leave out what others already say.",
        "정의에 어구가 {limit}개를 넘거나 대표 문장이 {sentences}개를 넘습니다.",
        "중복되는 항목을 줄이십시오.",
    ),
}
