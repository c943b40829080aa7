"""Sentences for refused programme data, and for verdicts about a programme's period and money."""

from __future__ import annotations

from corpus.wording.entry import Wording

WORDING: dict[str, Wording] = {
    "programme_unknown": Wording(
        "There is no programme “{value}”.",
        "Take the id of one of the programmes in the catalogue.",
        "“{value}” 사업이 없습니다.",
        "사업 목록에 있는 식별자를 쓰십시오.",
    ),
    "programme_listed_twice": Wording(
        "“{value}” is listed twice.",
        "Keep one of the two entries, or give one of them another id.",
        "“{value}”이(가) 두 번 나옵니다.",
        "둘 중 하나만 남기거나 식별자를 바꾸십시오.",
    ),
    "programme_not_an_object": Wording(
        "“{field}” is not an object with named fields ({value}).",
        "Send an object, such as one that the catalogue gives out.",
        "“{field}”이(가) 이름 있는 항목으로 된 객체가 아닙니다({value}).",
        "사업 목록에서 내보낸 것과 같은 객체로 보내십시오.",
    ),
    "programme_not_a_list": Wording(
        "“{field}” is not a list ({value}).",
        "Send a list, empty if there is nothing to say.",
        "“{field}”이(가) 목록이 아닙니다({value}).",
        "목록으로 보내십시오. 내용이 없으면 빈 목록으로 두십시오.",
    ),
    "programme_empty_list": Wording(
        "“{field}” is empty.",
        "Name at least one value, or leave the parameter out.",
        "“{field}”이(가) 비어 있습니다.",
        "값을 하나 이상 쓰거나 해당 매개변수를 빼십시오.",
    ),
    "programme_too_many": Wording(
        "“{field}” has {value} entries; at most {limit} are taken.",
        "Shorten the list.",
        "“{field}”의 항목이 {value}개입니다. 최대 {limit}개까지 쓸 수 있습니다.",
        "항목을 줄이십시오.",
    ),
    "programme_field_unknown": Wording(
        "There is no field “{field}”.",
        "Leave it out, or correct its spelling. Known fields: {known}.",
        "“{field}” 항목은 없는 항목입니다.",
        "항목을 빼거나 철자를 고치십시오. 쓸 수 있는 항목: {known}.",
    ),
    "programme_field_missing": Wording(
        "“{field}” is missing.",
        "Give a value for it.",
        "“{field}” 값이 없습니다.",
        "값을 채워 다시 보내십시오.",
    ),
    "programme_bad_text": Wording(
        "“{field}” must be a text of 1 to {limit} characters (now: “{value}”).",
        "Write or shorten the text.",
        "“{field}”은(는) 1~{limit}자의 글이어야 합니다(현재 값: “{value}”).",
        "내용을 쓰거나 줄이십시오.",
    ),
    "programme_bad_code": Wording(
        "“{field}” cannot be “{value}”.",
        "Use lower-case letters, digits and single hyphens, at most {limit} characters.",
        "“{field}”에 “{value}”을(를) 쓸 수 없습니다.",
        "영문 소문자와 숫자를 하이픈 하나로 이어 {limit}자 이내로 쓰십시오.",
    ),
    "programme_bad_choice": Wording(
        "“{field}” cannot be “{value}”.",
        "Choose one of: {known}.",
        "“{field}”에 “{value}”을(를) 쓸 수 없습니다.",
        "다음 중에서 고르십시오: {known}.",
    ),
    "programme_bad_whole_number": Wording(
        "“{field}” cannot be “{value}”.",
        "Give a whole number from {lowest} to {highest}.",
        "“{field}”에 “{value}”을(를) 쓸 수 없습니다.",
        "{lowest} 이상 {highest} 이하의 정수를 쓰십시오.",
    ),
    "programme_bad_number": Wording(
        "“{field}” cannot be “{value}”.",
        "Give a number from {lowest} to {highest}.",
        "“{field}”에 “{value}”을(를) 쓸 수 없습니다.",
        "{lowest} 이상 {highest} 이하의 수를 쓰십시오.",
    ),
    "programme_bad_flag": Wording(
        "“{field}” is neither true nor false (now: “{value}”).",
        "Give true or false.",
        "“{field}” 값이 참도 거짓도 아닙니다(현재 값: “{value}”).",
        "true 또는 false로 쓰십시오.",
    ),
    "programme_bad_date": Wording(
        "“{field}” is not a date (now: “{value}”).",
        "Write the date as year-month-day, such as 2027-12-31.",
        "“{field}” 값이 날짜가 아닙니다(현재 값: “{value}”).",
        "2027-12-31과 같이 연-월-일로 쓰십시오.",
    ),
    "programme_period_reversed": Wording(
        "“{field}” ({value}) lies before the beginning ({start}).",
        "Exchange the two, or correct one of them.",
        "“{field}”({value})이(가) 시작({start})보다 앞섭니다.",
        "두 값을 바꾸거나 하나를 고치십시오.",
    ),
    "programme_kind_contradicts": Wording(
        "A programme of kind “{value}” and its criteria contradict each other.",
        "Give a verdict or facet programme at least one criterion, and a figure programme none.",
        "사업 종류 “{value}”와(과) 판정 기준이 서로 맞지 않습니다.",
        "verdict나 facet 사업에는 기준을 하나 이상 두고, figure 사업에는 두지 마십시오.",
    ),
    "programme_unknown_rule": Wording(
        "There is no rule “{value}”.",
        "Choose one of: {known}.",
        "“{value}” 규칙이 없습니다.",
        "다음 중에서 고르십시오: {known}.",
    ),
    "programme_parameters_contradict": Wording(
        "The parameters of the rule “{rule}” do not go together: see “{field}” (now: “{value}”).",
        "Give it a value, or one that does not contradict the others.",
        "“{rule}” 규칙의 매개변수가 서로 맞지 않습니다. “{field}”을(를) 확인하십시오(현재 값: “{value}”).",
        "값을 넣거나, 다른 값과 어긋나지 않게 고치십시오.",
    ),
    "verdict_record_absent": Wording(
        "In this match, {role} is not known.",
        "Judge a match that names {role}.",
        "이 매칭에서는 {role}을(를) 알 수 없습니다.",
        "{role}이(가) 정해진 매칭으로 다시 판정하십시오.",
    ),
    "verdict_period_within": Wording(
        "The programme runs from {start} to {end}.",
        "Nothing needs to be done.",
        "사업 기간({start}~{end}) 안에 있습니다.",
        "조치할 사항이 없습니다.",
    ),
    "verdict_period_over": Wording(
        "The programme ended on {end}.",
        "If it was extended, an administrator enters the new end.",
        "사업이 {end}에 끝났습니다.",
        "기간이 연장되었다면 관리자가 새 종료일을 입력해야 합니다.",
    ),
    "verdict_period_ahead": Wording(
        "The programme begins only on {start}.",
        "Judge the match again from that day on.",
        "사업은 {start}에 시작합니다.",
        "시작일 이후에 다시 판정하십시오.",
    ),
    "verdict_period_unknown": Wording(
        "The programme's period is not fully known.",
        "An administrator enters its first and last day.",
        "사업 기간이 다 알려지지 않았습니다.",
        "관리자가 시작일과 종료일을 입력해야 합니다.",
    ),
    "verdict_money_left": Wording(
        "{left:,} won of the programme's ceiling are left.",
        "Nothing needs to be done.",
        "사업 한도에서 {left:,}원이 남아 있습니다.",
        "조치할 사항이 없습니다.",
    ),
    "verdict_money_spent": Wording(
        "The programme's ceiling is used up.",
        "Wait for a new budget, or have booked commitments corrected.",
        "사업 한도가 모두 쓰였습니다.",
        "새 예산을 기다리거나 기록된 약정액을 바로잡으십시오.",
    ),
    "verdict_money_unknown": Wording(
        "It is not known how much of the programme's ceiling is left.",
        "An administrator enters the ceiling with its source and date.",
        "사업 한도의 잔액을 알 수 없습니다.",
        "관리자가 한도를 출처와 날짜와 함께 입력해야 합니다.",
    ),
    "verdict_money_track_unknown": Wording(
        "The ceiling is kept by track, and the match's track is not known.",
        "Complete the facts that the track depends on.",
        "한도는 트랙별로 관리되나 이 매칭의 트랙을 알 수 없습니다.",
        "트랙을 정하는 데 필요한 정보를 채우십시오.",
    ),
}
