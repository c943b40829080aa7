"""Sentences and labels of control screening. A hint is a machine's and is nowhere called a determination."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from corpus.text import Language
from corpus.wording.entry import Wording

CONTROL_LABELS: Final[Mapping[str, Mapping[Language, str]]] = {
    "unscreened": {"en": "not screened", "ko": "미심사"},
    "hint": {"en": "hint, to be reviewed", "ko": "단서 있음(검토 필요)"},
    "determined": {"en": "determined", "ko": "판정 완료"},
    "cleared": {"en": "cleared by the reviewer", "ko": "보안 검토자 확인 완료"},
    "blocked": {"en": "blocked", "ko": "차단"},
}
"""By the value of `ControlStatus`."""

TIER_LABELS: Final[Mapping[str, Mapping[Language, str]]] = {
    "public": {"en": "public", "ko": "공개"},
    "released": {"en": "released to verified companies", "ko": "확인된 기업에 공개"},
    "restricted": {"en": "officials only", "ko": "담당자 한정"},
}
"""By the value of `Tier`."""

FLAG_LABELS: Final[Mapping[str, Mapping[Language, str]]] = {
    "stale": {"en": "new hints since the decision", "ko": "결정 이후 새 단서 발견"},
    "lapsed": {"en": "determination expired, to be decided again", "ko": "판정 만료, 재결정 필요"},
}

HINT_NOTICE: Final[Mapping[Language, str]] = {
    "en": "Found by a program that compares words. It is a hint for the reviewer and not a legal determination.",
    "ko": "프로그램이 낱말을 비교하여 찾은 단서입니다. 보안 검토자의 검토를 돕기 위한 것이며 법적 판정이 아닙니다.",
}
"""Stands beside every list of hints."""

WORDING: dict[str, Wording] = {
    "secret_refused": Wording(
        "“{field}” carries a marking of classified matter. The record was not stored.",
        "Hand it to your security officer, and send only what may be disclosed.",
        "“{field}” 항목에 비밀 또는 대외비 표시가 있습니다. 이 레코드는 저장하지 않았습니다.",
        "보안담당관에게 인계하고, 공개할 수 있는 내용만 보내십시오.",
    ),
    "screening_reviewer_only": Wording(
        "Only a security reviewer decides on disclosure tier and control status.",
        "Ask the security reviewer to decide on this record.",
        "공개 등급과 통제 상태는 보안 검토자만 결정할 수 있습니다.",
        "보안 검토자에게 이 레코드의 결정을 요청하십시오.",
    ),
    "screening_machine_only": Wording(
        "Hints and expiries are noted by the service itself.",
        "Decide on the record instead: determine, clear, block or reopen it.",
        "단서와 만료는 서비스가 자동으로 기록합니다.",
        "레코드에 대해 판정 등록, 확인, 차단, 재심사 중 하나를 결정하십시오.",
    ),
    "screening_transition": Wording(
        "The record is already in a state that does not allow this decision: {value}.",
        "Load the record again. A blocked record, or one already decided, is reopened before it is decided anew.",
        "현재 상태에서는 이 결정을 할 수 없습니다: {value}.",
        "레코드를 다시 불러오십시오. 차단되었거나 이미 결정된 레코드는 재심사로 돌린 뒤 다시 결정하십시오.",
    ),
    "decision_unfounded": Wording(
        "“{field}” is missing: every decision says what it rests on.",
        "Give the number of the document, or the reason.",
        "“{field}” 값이 없습니다. 모든 결정에는 근거가 필요합니다.",
        "문서 번호나 사유를 적으십시오.",
    ),
    "decision_too_long": Wording(
        "“{field}” has {length} characters; at most {limit} are taken.",
        "Shorten it.",
        "“{field}” 값이 {length}자입니다. {limit}자까지 받습니다.",
        "내용을 줄이십시오.",
    ),
    "expiry_missing": Wording(
        "A determination needs the last day on which it is valid.",
        "Take it from the document.",
        "판정에는 유효기간의 마지막 날이 필요합니다.",
        "판정 문서에 적힌 날짜를 넣으십시오.",
    ),
    "expiry_past": Wording(
        "The determination had already expired on {value}.",
        "Give a determination that is valid, or leave the record undecided.",
        "이 판정은 {value}에 이미 만료되었습니다.",
        "유효한 판정을 등록하거나 레코드를 미결정 상태로 두십시오.",
    ),
    "expiry_far": Wording(
        "{value} is more than {years} years ahead.",
        "Compare the day with the document.",
        "{value}은(는) {years}년보다 더 뒤의 날짜입니다.",
        "판정 문서의 날짜와 비교하십시오.",
    ),
    "expiry_unusual": Wording(
        "{value} is more than {years} years ahead, the usual term of a determination under an older text.",
        "Compare the day with the document; it is taken as given.",
        "{value}은(는) 종전 규정의 통상 유효기간인 {years}년보다 깁니다.",
        "판정 문서의 날짜와 비교하십시오. 입력한 날짜는 그대로 저장됩니다.",
    ),
    "released_needs_decision": Wording(
        "Only a record that is determined or cleared, with no hint since, can be released to companies.",
        "Register the determination, or clear the record, then release it.",
        "통제 상태가 판정 완료 또는 확인 완료이고 이후 새 단서가 없는 레코드만 기업에 공개할 수 있습니다.",
        "판정을 등록하거나 확인을 마친 뒤 공개하십시오.",
    ),
    "tier_while_blocked": Wording(
        "The record is blocked and stays for officials only.",
        "Reopen it and decide anew before you change the tier.",
        "차단된 레코드는 담당자만 볼 수 있습니다.",
        "재심사하여 다시 결정한 뒤 공개 등급을 바꾸십시오.",
    ),
    "tier_while_lapsed": Wording(
        "The record's determination has expired; it stays for officials only until it is decided again.",
        "Register a new determination, or clear the record.",
        "판정이 만료되어 다시 결정할 때까지 담당자만 볼 수 있습니다.",
        "새 판정을 등록하거나 확인을 마치십시오.",
    ),
    "control_form": Wording(
        "{value} is not a control list in a known form.",
        "Give one file: JSON lines with code, title and phrases, a CSV whose first column is “code”, "
        "or one of the two EU lists as JSON lines.",
        "{value} 파일은 알려진 형식의 통제 목록이 아닙니다.",
        "파일 하나로 올리십시오: code, title, phrases가 있는 JSON Lines, 첫 열이 “code”인 CSV, "
        "또는 EU 목록 두 가지의 JSON Lines.",
    ),
    "control_empty": Wording(
        "{value} holds no entry.",
        "Give at least one row with code, title and phrases.",
        "{value} 파일에 항목이 없습니다.",
        "code, title, phrases가 있는 행을 하나 이상 넣으십시오.",
    ),
    "control_row": Wording(
        "Row {row} of the control list cannot be read: {value}",
        "Mend this row; a list is taken whole or not at all.",
        "통제 목록의 {row}행을 읽을 수 없습니다: {value}",
        "해당 행을 고치십시오. 목록은 전체가 올바를 때만 받습니다.",
    ),
    "control_missing": Wording(
        "Row {row} of the control list has no “{field}”.",
        "Fill it in.",
        "통제 목록 {row}행에 “{field}” 값이 없습니다.",
        "값을 채우십시오.",
    ),
    "control_no_text": Wording(
        "“{field}” in row {row} of the control list is no text.",
        "Write it as text; phrases are parted by “;”.",
        "통제 목록 {row}행의 “{field}” 값이 문자열이 아닙니다.",
        "문자열로 쓰십시오. 문구는 “;”로 나눕니다.",
    ),
    "control_encoding": Wording(
        "“{field}” in row {row} of the control list holds bytes that are no text.",
        "Save the file as UTF-8.",
        "통제 목록 {row}행의 “{field}”에 읽을 수 없는 글자가 있습니다.",
        "파일을 UTF-8로 저장하십시오.",
    ),
    "control_too_long": Wording(
        "“{field}” in row {row} of the control list is longer than {limit} characters.",
        "Shorten it.",
        "통제 목록 {row}행의 “{field}” 값이 {limit}자보다 깁니다.",
        "내용을 줄이십시오.",
    ),
    "control_too_many_phrases": Wording(
        "Row {row} of the control list has {value} phrases; at most {limit} are taken.",
        "Divide the entry.",
        "통제 목록 {row}행의 문구가 {value}개입니다. {limit}개까지 받습니다.",
        "항목을 나누십시오.",
    ),
    "control_short_phrase": Wording(
        "The phrase “{value}” in row {row} of the control list is too short to tell anything.",
        "Write at least three letters, or two of Hangul.",
        "통제 목록 {row}행의 문구 “{value}”은(는) 너무 짧습니다.",
        "로마자는 3자, 한글은 2자 이상으로 쓰십시오.",
    ),
    "control_twice": Wording(
        "The code {value} stands in row {first} and again in row {row} of the control list.",
        "Join the two rows.",
        "코드 {value}이(가) 통제 목록 {first}행과 {row}행에 두 번 나옵니다.",
        "두 행을 합치십시오.",
    ),
    "control_too_large": Wording(
        "{value} is larger than a control list may be ({entries} entries, {characters} characters).",
        "Leave out what is not needed, or divide the list.",
        "{value} 통제 목록이 너무 큽니다(최대 {entries}항목, {characters}자).",
        "필요 없는 항목을 빼거나 목록을 나누십시오.",
    ),
}
