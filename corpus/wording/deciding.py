"""Sentences for problems of deciding: accounts, programmes, the ledger, screening."""

from __future__ import annotations

from corpus.wording.entry import Wording

WORDING: dict[str, Wording] = {
    "bad_token": Wording(
        "The access token or sign-in link is not valid.",
        "Sign in again or ask an administrator for a new one; tokens expire, links work once.",
        "접근 토큰 또는 로그인 링크가 유효하지 않습니다.",
        "다시 로그인하거나 관리자에게 새로 발급받으십시오. 토큰에는 유효 기간이 있고 링크는 한 번만 쓸 수 있습니다.",
    ),
    "unknown_account": Wording(
        "There is no account {value}.",
        "Check the name in the list of accounts.",
        "계정 {value}이(가) 없습니다.",
        "계정 목록에서 이름을 확인하십시오.",
    ),
    "unknown_token": Wording(
        "There is no token number {value}.",
        "Take a number from the account's list of tokens.",
        "토큰 번호 {value}이(가) 없습니다.",
        "계정의 토큰 목록에서 번호를 확인하십시오.",
    ),
    "account_exists": Wording(
        "The account {value} is there already.",
        "Choose another name, or enable the account if it was disabled.",
        "계정 {value}은(는) 이미 있습니다.",
        "다른 이름을 쓰거나, 사용 중지된 계정이라면 다시 사용하도록 설정하십시오.",
    ),
    "account_disabled": Wording(
        "The account {value} is disabled.",
        "Enable it first.",
        "계정 {value}은(는) 사용 중지되었습니다.",
        "먼저 계정을 다시 사용하도록 설정하십시오.",
    ),
    "bad_account_name": Wording(
        "“{value}” cannot be an account's name.",
        "Use 2 to 80 small letters, digits and . _ @ -",
        "“{value}”은(는) 계정 이름으로 쓸 수 없습니다.",
        "영문 소문자, 숫자와 . _ @ - 를 2자에서 80자까지 쓰십시오.",
    ),
    "bad_account_role": Wording(
        "An account cannot have the role {value}.",
        "Choose one of: {known}.",
        "계정에 {value} 역할을 줄 수 없습니다.",
        "다음 중에서 고르십시오: {known}.",
    ),
    "account_without_company": Wording(
        "A company's account has to say which company it is of.",
        "Give the company's id.",
        "기업 계정에는 소속 기업이 필요합니다.",
        "기업 식별자를 지정하십시오.",
    ),
    "account_with_company": Wording(
        "An account with the role {role} is of no company and cannot be verified for one.",
        "Leave the company out, or choose the role company.",
        "{role} 역할의 계정은 기업에 속하거나 기업 확인을 받을 수 없습니다.",
        "기업을 빼거나 company 역할을 고르십시오.",
    ),
    "account_of_no_company": Wording(
        "The account {value} is no company's and cannot be verified.",
        "Only accounts with the role company are verified.",
        "계정 {value}은(는) 기업 계정이 아니므로 기업 확인 대상이 아닙니다.",
        "company 역할의 계정만 기업 확인을 할 수 있습니다.",
    ),
    "bad_lifetime": Wording(
        "A token for {purpose} cannot live for {value}.",
        "Give more than nothing and at most {hours} hours.",
        "{purpose} 용도의 토큰에는 유효 기간 {value}을(를) 쓸 수 없습니다.",
        "0보다 길고 {hours}시간 이하인 기간을 지정하십시오.",
    ),
    "entry_missing": Wording(
        "“{field}” is empty.",
        "Write it out; it is kept in the audit log with the decision.",
        "“{field}” 항목이 비어 있습니다.",
        "내용을 적으십시오. 결정과 함께 감사 기록에 남습니다.",
    ),
    "entry_too_long": Wording(
        "“{field}” is longer than {limit} characters.",
        "Shorten it.",
        "“{field}” 항목이 {limit}자보다 깁니다.",
        "내용을 줄이십시오.",
    ),
    "entry_out_of_range": Wording(
        "“{field}” cannot be {value}.",
        "Give a whole number from {least} to {most}.",
        "“{field}” 값으로 {value}은(는) 쓸 수 없습니다.",
        "{least} 이상 {most} 이하의 정수를 쓰십시오.",
    ),
    "entry_not_known": Wording(
        "“{field}” cannot be “{value}”.",
        "Choose one of: {known}.",
        "“{field}” 값으로 “{value}”은(는) 쓸 수 없습니다.",
        "다음 중에서 고르십시오: {known}.",
    ),
    "bad_programme_id": Wording(
        "“{value}” cannot be a programme's id.",
        "Use at most 60 small letters, digits and hyphens, with a letter or digit first and last.",
        "“{value}”은(는) 사업 식별자로 쓸 수 없습니다.",
        "영문 소문자, 숫자, 붙임표를 60자까지 쓰고 처음과 끝은 글자나 숫자로 하십시오.",
    ),
    "programme_too_large": Wording(
        "The programme's content is larger than {limit} bytes.",
        "Shorten its texts or lists.",
        "사업 내용이 {limit}바이트보다 큽니다.",
        "설명이나 목록을 줄이십시오.",
    ),
    "programme_changed": Wording(
        "The programme {programme} was changed meanwhile: version {version} is in force, not {value}.",
        "Load it again, look at what changed, and make your change there.",
        "그사이 사업 {programme}의 내용이 바뀌었습니다. 현재 버전은 {value}이(가) 아니라 {version}입니다.",
        "다시 불러와 바뀐 내용을 확인한 뒤 수정하십시오.",
    ),
    "no_override": Wording(
        "There is no override under {programme} to take back for these two.",
        "Load the match again; somebody may have taken it back already.",
        "이 두 레코드에는 {programme} 사업에서 취소할 판정 변경이 없습니다.",
        "매칭을 다시 불러오십시오. 이미 취소되었을 수 있습니다.",
    ),
    "unknown_commitment": Wording(
        "There is no ledger entry {value}.",
        "Take a number from the programme's ledger.",
        "원장 항목 {value}이(가) 없습니다.",
        "사업 원장에서 번호를 확인하십시오.",
    ),
    "commitment_voided": Wording(
        "The ledger entry {value} was voided already, by entry {by}.",
        "Nothing is to be done.",
        "원장 항목 {value}은(는) 이미 취소되었습니다(취소 항목 {by}).",
        "조치할 것이 없습니다.",
    ),
    "commitment_voids": Wording(
        "The ledger entry {value} itself voids entry {voided} and cannot be voided.",
        "Book the amount again as a new entry.",
        "원장 항목 {value}은(는) 항목 {voided}을(를) 취소하는 항목이므로 취소할 수 없습니다.",
        "금액을 새 항목으로 다시 기록하십시오.",
    ),
    "bad_figure": Wording(
        "{value} cannot be a figure.",
        "Give a number of at most 10^15.",
        "{value}은(는) 수치로 쓸 수 없습니다.",
        "10^15 이하의 수를 쓰십시오.",
    ),
    "clearance_changed": Wording(
        "Somebody else decided on {value} meanwhile.",
        "Load it again, look at what was decided, and decide then.",
        "그사이 {value}에 대한 다른 결정이 있었습니다.",
        "다시 불러와 결정 내용을 확인한 뒤 결정하십시오.",
    ),
    "bad_list_id": Wording(
        "“{value}” cannot be the {field} of a control list.",
        "Use at most 80 letters, digits and . _ - with a letter or digit first.",
        "“{value}”은(는) 통제 목록의 {field} 값으로 쓸 수 없습니다.",
        "영문자, 숫자와 . _ - 를 80자까지 쓰고 처음은 글자나 숫자로 하십시오.",
    ),
    "control_list_too_large": Wording(
        "The control list has more than {entries} entries or {limit} bytes.",
        "Split it into several lists.",
        "통제 목록의 항목이 {entries}개를 넘거나 크기가 {limit}바이트를 넘습니다.",
        "여러 목록으로 나누십시오.",
    ),
    "control_list_differs": Wording(
        "Version {value} of the list {list} is on record with another content.",
        "Give what you import a version of its own.",
        "목록 {list}의 버전 {value}은(는) 다른 내용으로 이미 등록되어 있습니다.",
        "가져올 내용에 새 버전 이름을 붙이십시오.",
    ),
    "unknown_control_list": Wording(
        "There is no control list {list} of version “{value}”.",
        "Import it first, or take a version from the list of control lists.",
        "통제 목록 {list}에 버전 “{value}”이(가) 없습니다.",
        "먼저 가져오거나 통제 목록 화면에서 버전을 확인하십시오.",
    ),
}
