"""Sentences for problems of sheets, comparisons and judgements."""

from __future__ import annotations

from corpus.wording.entry import Wording

WORDING: dict[str, Wording] = {
    "none_to_compare": Wording(
        "No candidate is chosen.",
        "Tick one to four candidates of the answer.",
        "선택한 후보가 없습니다.",
        "검색 결과에서 후보를 1건에서 4건까지 선택하십시오.",
    ),
    "too_many_to_compare": Wording(
        "{value} candidates are chosen; {limit} fit beside each other.",
        "Take the least promising ones out.",
        "후보 {value}건을 선택하였습니다. 나란히 비교할 수 있는 후보는 {limit}건까지입니다.",
        "가능성이 낮은 후보의 선택을 해제하십시오.",
    ),
    "judgement_of_itself": Wording(
        "A record is not judged against itself.",
        "Judge another record.",
        "같은 레코드끼리는 판정할 수 없습니다.",
        "다른 레코드를 판정하십시오.",
    ),
    "judgement_reason_unfit": Wording(
        "A relevant candidate takes no reason for being rejected.",
        "Leave the reason out, or choose “partly” or “not relevant”.",
        "적합으로 판정할 때에는 부적합 사유를 적지 않습니다.",
        "사유를 비우거나 “일부 적합” 또는 “부적합”을 선택하십시오.",
    ),
    "no_judgement": Wording(
        "You have no judgement of this pair to take back.",
        "Reload the page: it may have been taken back in another window.",
        "취소할 판정이 없습니다.",
        "다른 창에서 이미 취소하였을 수 있으니 화면을 새로 고치십시오.",
    ),
    "judgement_needs_address": Wording(
        "A text this long has no address, so its matches cannot be judged.",
        "Register it as a need and judge the need's matches.",
        "이만큼 긴 글에는 주소가 없어 매칭 결과를 판정할 수 없습니다.",
        "수요로 등록한 뒤 그 수요의 매칭 결과를 판정하십시오.",
    ),
    "folder_not_empty": Wording(
        "The folder {value} holds files already.",
        "Name a new or an empty folder.",
        "폴더 {value}에 이미 파일이 있습니다.",
        "새 폴더나 빈 폴더를 지정하십시오.",
    ),
    "no_korean_font": Wording(
        "This machine has no font with the Korean letters of the sheet.",
        "Have the administrator install one, such as fonts-noto-cjk; until then take the sheet as DOCX.",
        "이 서버에 소개서의 한글을 인쇄할 글꼴이 없습니다.",
        "관리자에게 fonts-noto-cjk 같은 한글 글꼴 설치를 요청하십시오. 그때까지는 DOCX로 받으십시오.",
    ),
    "no_font": Wording(
        "This machine has no font for these characters of the sheet: {value}",
        "Have the administrator install a font that has them; until then take the sheet as DOCX.",
        "이 서버에 다음 글자를 인쇄할 글꼴이 없습니다: {value}",
        "관리자에게 해당 글자가 든 글꼴 설치를 요청하십시오. 그때까지는 DOCX로 받으십시오.",
    ),
    "sheet_blocked": Wording(
        "Record {value} is blocked by the security review: no sheet is made of it.",
        "Ask the security reviewer.",
        "레코드 {value}은(는) 보안 검토에서 차단되어 소개서를 만들 수 없습니다.",
        "보안 검토 담당자에게 문의하십시오.",
    ),
    "sheet_for_officials": Wording(
        "Only officials put companies on a sheet.",
        "Take the sheet without “with”.",
        "소개서에 기업을 넣는 것은 담당 공무원만 할 수 있습니다.",
        "“with” 없이 소개서를 받으십시오.",
    ),
    "sheet_too_long": Wording(
        "The facts of record {value} alone do not fit on one page.",
        "Shorten its title or lists, or read the record's page.",
        "레코드 {value}은(는) 기본 사항만으로도 한 쪽을 넘습니다.",
        "제목이나 목록을 줄이거나 레코드 화면을 이용하십시오.",
    ),
}
