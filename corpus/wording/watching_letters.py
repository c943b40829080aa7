"""Sentences of the letters that tell of alerts and of needs that end: the line, and what is to be done about it."""

from __future__ import annotations

from corpus.wording.entry import Wording

WORDING: dict[str, Wording] = {
    "digest_subject": Wording(
        "Saved searches: {count} news ({parts})",
        "",
        "저장된 검색 알림 {count}건({parts})",
        "",
    ),
    "digest_opening": Wording(
        "What your saved searches have found since the last letter:",
        "",
        "지난 메일 이후 저장된 검색에서 확인된 내용입니다.",
        "",
    ),
    "digest_new": Wording("New", "", "신규", ""),
    "digest_changed": Wording("Changed", "", "변경", ""),
    "digest_gone": Wording("No longer available", "", "종료", ""),
    "digest_problem": Wording("Searches that cannot be run", "", "실행할 수 없는 검색", ""),
    "digest_hidden": Wording("A record that is no longer available", "", "더 이상 제공되지 않는 기록", ""),
    "digest_closed": Wording(
        "A record that is not public: sign in to see it", "", "비공개 기록(로그인하여 확인하십시오)", ""
    ),
    "digest_more": Wording("and {count} more", "", "외 {count}건", ""),
    "digest_all": Wording("All alerts: {url}", "", "전체 알림: {url}", ""),
    "digest_frequency": Wording(
        "How often you get this letter, if at all, is set with each search: {url}",
        "",
        "수신 주기와 수신 여부는 검색별로 설정합니다: {url}",
        "",
    ),
    "need_ending_subject": Wording("Your need ends on {day}: {title}", "", "등록 수요 만료 예정({day}): {title}", ""),
    "need_ending_closed": Wording("a need that is not public", "", "비공개 수요", ""),
    "need_ending_text": Wording(
        "The need “{title}” ({id}) ends on {day} and is found by nobody from the day after.",
        "Renew it in one click, change it, or let it end: {url}",
        "등록하신 수요 “{title}”({id})의 만료일은 {day}이며, 그다음 날부터 검색되지 않습니다.",
        "연장·수정하거나 그대로 만료되게 둘 수 있습니다: {url}",
    ),
}
