"""Sentences for what is refused in asking for the dashboard."""

from __future__ import annotations

from corpus.wording.entry import Wording

WORDING: dict[str, Wording] = {
    "period_reversed": Wording(
        "The period would end on {value}, before it begins ({first}).",
        "Let it end on its first day or later.",
        "기간의 끝({value})이 시작({first})보다 앞섭니다.",
        "끝나는 날을 시작하는 날 이후로 정하십시오.",
    ),
    "period_too_long": Wording(
        "From {value} on these are more than {limit} months.",
        "Ask for {limit} months at most.",
        "{value}부터는 {limit}개월이 넘습니다.",
        "기간을 {limit}개월 이내로 정하십시오.",
    ),
    "period_out_of_range": Wording(
        "{value} is not between the years {first} and {last}.",
        "Give a day within these years.",
        "{value}은(는) {first}년에서 {last}년 사이의 날짜가 아닙니다.",
        "그 사이의 날짜를 넣으십시오.",
    ),
    "bad_day": Wording(
        "“{value}” is not a day.",
        "Give year, month and day, such as 2026-05-04.",
        "“{value}”은(는) 날짜가 아닙니다.",
        "2026-05-04와 같이 연, 월, 일을 넣으십시오.",
    ),
    "unknown_zone": Wording(
        "“{value}” is not a time zone.",
        "Give an IANA name such as Asia/Seoul or UTC.",
        "“{value}”은(는) 시간대가 아닙니다.",
        "Asia/Seoul, UTC와 같은 IANA 이름을 넣으십시오.",
    ),
    "unknown_table": Wording(
        "The dashboard has no table “{value}”.",
        "Choose one of: {known}.",
        "현황판에 “{value}” 표가 없습니다.",
        "다음 중에서 고르십시오: {known}.",
    ),
}
