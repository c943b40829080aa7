"""Sentences for what is refused in editing programmes, booking on them and deciding in place of their rules."""

from __future__ import annotations

from corpus.wording.entry import Wording

WORDING: dict[str, Wording] = {
    "programme_id_reserved": Wording(
        "A programme cannot have the id “{value}”.",
        "Take one that is not “facets” and does not begin with “facet-”; lists are edited under their own address.",
        "사업 식별자로 “{value}”을(를) 쓸 수 없습니다.",
        "“facets”가 아니고 “facet-”으로 시작하지 않는 식별자를 쓰십시오. 목록은 목록 주소에서 수정합니다.",
    ),
    "unknown_programme_version": Wording(
        "{programme} has no version {value}.",
        "Take a version from its history.",
        "{programme}에는 버전 {value}이(가) 없습니다.",
        "변경 이력에서 버전을 확인하십시오.",
    ),
    "facet_unknown": Wording(
        "There is no list “{value}” that records are tagged with.",
        "Choose one of: {known}.",
        "레코드를 분류하는 목록 가운데 “{value}”이(가) 없습니다.",
        "다음 중에서 고르십시오: {known}.",
    ),
    "facet_member_tagged": Wording(
        "“{value}” cannot be taken out of the list: the service tags records with it.",
        "Keep it in “{field}”; its names may be changed.",
        "“{value}”은(는) 서비스가 레코드를 분류하는 데 쓰므로 목록에서 뺄 수 없습니다.",
        "“{field}”에 그대로 두십시오. 이름은 고칠 수 있습니다.",
    ),
    "ceiling_exceeded": Wording(
        "{value} won are more than the {left:,} won that are left of a ceiling of {programme}.",
        "Lower the amount, void a mistaken entry, or have an administrator enter the new ceiling with its source.",
        "{value}원은 {programme} 사업 한도의 잔액 {left:,}원보다 큽니다.",
        "금액을 줄이거나, 잘못된 항목을 취소하거나, 관리자가 새 한도를 출처와 함께 입력하게 하십시오.",
    ),
    "override_same_record": Wording(
        "A record cannot be paired with itself ({value}).",
        "Name the two records of the match.",
        "같은 레코드({value})끼리는 짝이 될 수 없습니다.",
        "매칭의 두 레코드를 지정하십시오.",
    ),
    "programme_not_judged": Wording(
        "The programme {value} judges no match, so there is no verdict to replace.",
        "Choose a programme with criteria, such as one of: {known}.",
        "{value} 사업은 매칭을 판정하지 않으므로 바꿀 판정이 없습니다.",
        "판정 기준이 있는 사업을 고르십시오: {known}.",
    ),
    "form_unreadable": Wording(
        "{value} cannot be read as {format}: {cause}.",
        "Begin with what “matcher programmes export” writes; the file has UTF-8 and at most {limit:,} bytes.",
        "{value} 파일을 {format} 형식으로 읽을 수 없습니다: {cause}.",
        "“matcher programmes export”가 내보낸 파일에서 시작하십시오. UTF-8이고 {limit:,}바이트 이하여야 합니다.",
    ),
}
