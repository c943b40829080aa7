"""Sentences for needs that are kept, saved searches and what they tell."""

from __future__ import annotations

from corpus.wording.entry import Wording
from corpus.wording.watching_letters import WORDING as LETTERS

PROBLEMS: dict[str, Wording] = {
    "job_leased": Wording(
        "Another process is at “{value}”.",
        "Wait until it is done. One that died is given up after {seconds} s.",
        "다른 프로세스가 “{value}” 작업을 하고 있습니다.",
        "끝날 때까지 기다리십시오. 죽은 프로세스는 {seconds}초 뒤에 해제됩니다.",
    ),
    "need_is_expired": Wording(
        "The need expired on {value}.",
        "Renew it: that brings it back.",
        "{value}에 만료된 수요입니다.",
        "연장하면 다시 공개됩니다.",
    ),
    "bad_need_end": Wording(
        "A need stands from today until {latest} at most, not until {value}.",
        "Choose a day from {earliest} to {latest}.",
        "수요의 만료일은 오늘부터 {latest}까지 정할 수 있습니다. 입력한 날짜: {value}.",
        "{earliest}부터 {latest} 사이의 날짜를 선택하십시오.",
    ),
    "need_tier_not_own": Wording(
        "A company's need cannot be disclosed as “{value}”.",
        "Choose one of: {known}.",
        "기업 수요에는 “{value}” 공개 등급을 지정할 수 없습니다.",
        "다음 중에서 선택하십시오: {known}.",
    ),
    "unknown_search": Wording(
        "There is no saved search {value}.",
        "Look it up in the list of saved searches.",
        "저장된 검색 {value}이(가) 없습니다.",
        "저장된 검색 목록에서 확인하십시오.",
    ),
    "search_kept_already": Wording(
        "This search is saved already, as “{value}”.",
        "Open that one, or change its name or frequency.",
        "이 검색은 “{value}”(으)로 이미 저장되어 있습니다.",
        "저장된 검색을 열거나 이름·알림 주기를 바꾸십시오.",
    ),
    "too_many_searches": Wording(
        "There are {value} saved searches already; {limit} are the most.",
        "Delete one that is not needed any more.",
        "저장된 검색이 이미 {value}건입니다. 최대 {limit}건까지 저장할 수 있습니다.",
        "더 이상 쓰지 않는 검색을 삭제하십시오.",
    ),
    "search_without_address": Wording(
        "A text of this length has no address, so the search cannot be saved.",
        "Shorten the text to {limit} characters, or register it as a need and search from that.",
        "글이 길어 주소로 나타낼 수 없으므로 검색을 저장할 수 없습니다.",
        "{limit}자 이하로 줄이거나, 수요로 등록한 뒤 그 수요로 검색하십시오.",
    ),
    "bad_question": Wording(
        "This is not the address of a search.",
        "Run the search first, then save it from its page.",
        "검색 주소가 아닙니다.",
        "먼저 검색한 다음 검색 화면에서 저장하십시오.",
    ),
    "bad_place": Wording(
        "“{value}” is no place in the list of alerts.",
        "Ask on with the value of `next` as it was given.",
        "“{value}”은(는) 알림 목록의 위치가 아닙니다.",
        "받은 `next` 값을 그대로 사용하십시오.",
    ),
    "unknown_alert": Wording(
        "There is no alert {value}.",
        "Look it up in the list of alerts.",
        "알림 {value}이(가) 없습니다.",
        "알림 목록에서 확인하십시오.",
    ),
}
REASONS: dict[str, Wording] = {
    "new_match": Wording(
        "New among the best matches.",
        "Look at why it matches.",
        "상위 매칭 결과에 새로 올랐습니다.",
        "매칭 근거를 확인하십시오.",
    ),
    "new_again": Wording(
        "Available again.",
        "What had ended has been renewed or restored.",
        "다시 이용할 수 있게 되었습니다.",
        "종료되었던 사유가 해소되었습니다.",
    ),
    "changed_content": Wording(
        "Edited: {fields}.", "Read the present version.", "내용이 바뀌었습니다: {fields}.", "현재 버전을 확인하십시오."
    ),
    "changed_tracks_found": Wording(
        "Falls under a further track: {tracks}.",
        "See the reasons on the match page.",
        "해당 트랙이 추가되었습니다: {tracks}.",
        "매칭 화면에서 사유를 확인하십시오.",
    ),
    "changed_tracks_lost": Wording(
        "No longer falls under a track: {tracks}.",
        "See the reasons on the match page.",
        "더 이상 해당하지 않는 트랙이 있습니다: {tracks}.",
        "매칭 화면에서 사유를 확인하십시오.",
    ),
    "changed_verdict": Wording(
        "{programme}: {after} (was {before}).",
        "See the rules behind it on the match page.",
        "{programme}: {after}(종전: {before}).",
        "매칭 화면에서 판단 근거를 확인하십시오.",
    ),
    "changed_certificates": Wording(
        "A certificate has expired: {names}.",
        "Ask the company whether it was renewed.",
        "인증의 유효기간이 지났습니다: {names}.",
        "갱신 여부를 기업에 확인하십시오.",
    ),
    "gone_business_closed": Wording(
        "The company has closed its business.",
        "Look for another candidate.",
        "폐업한 기업입니다.",
        "다른 후보를 찾으십시오.",
    ),
    "gone_patent_lapsed": Wording(
        "The patent has lapsed.",
        "Nobody needs a licence for it any more; know-how may still be offered.",
        "특허권이 소멸되었습니다.",
        "실시권 설정이 필요하지 않습니다. 노하우 이전 여부를 검토하십시오.",
    ),
    "gone_patent_expired": Wording(
        "The patent has expired.",
        "Nobody needs a licence for it any more; know-how may still be offered.",
        "특허권의 존속기간이 만료되었습니다.",
        "실시권 설정이 필요하지 않습니다. 노하우 이전 여부를 검토하십시오.",
    ),
    "gone_patent_refused": Wording(
        "The application was refused.",
        "There is no right to license.",
        "특허 출원이 거절되었습니다.",
        "실시권의 대상이 되는 권리가 없습니다.",
    ),
    "gone_patent_withdrawn": Wording(
        "The application was withdrawn.",
        "There is no right to license.",
        "특허 출원이 취하되었습니다.",
        "실시권의 대상이 되는 권리가 없습니다.",
    ),
    "gone_certificates_expired": Wording(
        "Certificate expired: {names} (valid until {day}).",
        "Ask the company whether it was renewed; its profile tells of no later end.",
        "인증의 유효기간이 지났습니다: {names}({day}까지).",
        "갱신 여부를 기업에 확인하십시오. 프로필에는 그 이후의 유효기간이 없습니다.",
    ),
    "gone_need_expired": Wording(
        "The need has expired.",
        "Ask its office whether it will be renewed.",
        "수요의 등록 기간이 만료되었습니다.",
        "수요 기관에 연장 여부를 확인하십시오.",
    ),
    "gone_record_withdrawn": Wording(
        "The record was withdrawn.", "Look for another candidate.", "등록이 철회되었습니다.", "다른 후보를 찾으십시오."
    ),
    "gone_conditions": Wording(
        "No longer meets the conditions of the search.",
        "Widen the search to see it again.",
        "더 이상 검색 조건에 맞지 않습니다.",
        "다시 보려면 검색 조건을 넓히십시오.",
    ),
    "gone_unavailable": Wording("No longer available.", "", "더 이상 제공되지 않습니다.", ""),
    "search_problem": Wording(
        "The search “{search}” can no longer be run.",
        "Open it, mend it, and save it anew.",
        "저장된 검색 “{search}”을(를) 더 이상 실행할 수 없습니다.",
        "검색을 열어 조건을 고친 뒤 다시 저장하십시오.",
    ),
}
WORDING: dict[str, Wording] = {**PROBLEMS, **REASONS, **LETTERS}
