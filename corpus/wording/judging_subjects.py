"""Sentences for verdicts about what is transferred."""

from __future__ import annotations

from corpus.wording.entry import Wording

NOTHING, NOTHING_KO = "Nothing needs to be done.", "조치할 사항이 없습니다."

WORDING: dict[str, Wording] = {
    "verdict_owner_fits": Wording(
        "The side of {role} is {sides}, as the programme asks.",
        NOTHING,
        "{role}의 구분은 {sides}이며 사업 요건에 맞습니다.",
        NOTHING_KO,
    ),
    "verdict_owner_other": Wording(
        "The side of {role} is {sides}; the programme asks for {wanted}.",
        "If the owner was recorded wrongly, correct it.",
        "{role}의 구분은 {sides}입니다. 사업 요건은 {wanted}입니다.",
        "소유자가 잘못 기록되었다면 바로잡으십시오.",
    ),
    "verdict_owner_unknown": Wording(
        "It is not known on which side the owner of {role} stands.",
        "Enter the owner and whether it belongs to the defence side.",
        "{role} 소유자의 구분(국방·민간)을 알 수 없습니다.",
        "소유자와 국방 분야 소속 여부를 입력하십시오.",
    ),
    "verdict_track_fits": Wording(
        "The match falls under {tracks}.",
        NOTHING,
        "이 매칭은 {tracks}에 해당합니다.",
        NOTHING_KO,
    ),
    "verdict_track_other": Wording(
        "The match falls under {tracks}; the programme takes {wanted}.",
        "Look for a programme that takes this track.",
        "이 매칭은 {tracks}에 해당합니다. 사업이 받는 트랙은 {wanted}입니다.",
        "이 트랙을 지원하는 다른 사업을 찾으십시오.",
    ),
    "verdict_track_none": Wording(
        "The match falls under none of the tracks {wanted}: both records are of the same side.",
        "If an owner was recorded on the wrong side, correct it.",
        "양쪽의 구분이 같아 {wanted} 가운데 어느 트랙에도 해당하지 않습니다.",
        "소유자의 구분이 잘못 기록되었다면 바로잡으십시오.",
    ),
    "verdict_track_open": Wording(
        "Whether the match falls under {wanted} depends on facts that are missing.",
        "Complete the owner's side and the TRL of both records.",
        "{wanted} 해당 여부를 정하는 데 필요한 정보가 없습니다.",
        "양쪽 소유자의 구분과 기술성숙도(TRL)를 입력하십시오.",
    ),
    "verdict_track_unknown": Wording(
        "It is not known whether the match falls under {wanted}.",
        "Complete the owner's side of both records.",
        "{wanted} 해당 여부를 알 수 없습니다.",
        "양쪽 소유자의 구분(국방·민간)을 입력하십시오.",
    ),
    "verdict_trl_fits": Wording(
        "TRL {trl} of {role} lies within {lowest} to {highest}.",
        NOTHING,
        "{role}의 기술성숙도(TRL {trl})가 {lowest}~{highest} 범위 안에 있습니다.",
        NOTHING_KO,
    ),
    "verdict_trl_outside": Wording(
        "TRL {trl} of {role} lies outside {lowest} to {highest}.",
        "If the technology has matured since, enter its present TRL.",
        "{role}의 기술성숙도(TRL {trl})가 {lowest}~{highest} 범위를 벗어납니다.",
        "그사이 기술이 성숙하였다면 현재 TRL을 입력하십시오.",
    ),
    "verdict_trl_unknown": Wording(
        "The TRL of {role} is not known; the programme asks for {lowest} to {highest}.",
        "Enter the TRL.",
        "{role}의 기술성숙도(TRL)를 알 수 없습니다. 사업 요건은 {lowest}~{highest}입니다.",
        "TRL을 입력하십시오.",
    ),
    "verdict_area_fits": Wording(
        "The match is tagged {areas}.",
        NOTHING,
        "기술 분야가 {areas}(으)로 분류되었습니다.",
        NOTHING_KO,
    ),
    "verdict_area_other": Wording(
        "The match is tagged with none of the programme's areas.",
        "If the text leaves the area out, complete the record; tags follow its text.",
        "사업이 정한 기술 분야로 분류되지 않았습니다.",
        "본문에 해당 분야가 빠져 있다면 보완하십시오. 분류는 본문을 따릅니다.",
    ),
    "verdict_area_unknown": Wording(
        "The records have not been tagged with areas yet.",
        "Rebuild the index: it tags what is new.",
        "아직 기술 분야가 분류되지 않았습니다.",
        "색인을 다시 만드십시오. 그때 새 기록이 분류됩니다.",
    ),
    "verdict_material_fits": Wording(
        "The match is tagged {materials}.",
        NOTHING,
        "핵심 소재·부품 {materials}에 해당합니다.",
        NOTHING_KO,
    ),
    "verdict_material_other": Wording(
        "The match is tagged with none of the programme's materials and components.",
        "If the text leaves the material out, complete the record; tags follow its text.",
        "사업이 정한 소재·부품에 해당하지 않습니다.",
        "본문에 해당 소재가 빠져 있다면 보완하십시오. 분류는 본문을 따릅니다.",
    ),
    "verdict_material_unlisted": Wording(
        "The match is tagged with none of the known materials, but the programme's list is not fully known.",
        "An administrator adds the missing materials and components to the list.",
        "알려진 소재·부품에는 해당하지 않으나, 사업의 전체 목록이 알려지지 않았습니다.",
        "관리자가 빠진 소재·부품을 목록에 추가해야 합니다.",
    ),
    "verdict_material_unknown": Wording(
        "The records have not been tagged with materials yet.",
        "Rebuild the index: it tags what is new.",
        "아직 소재·부품이 분류되지 않았습니다.",
        "색인을 다시 만드십시오. 그때 새 기록이 분류됩니다.",
    ),
    "verdict_patent_alive": Wording(
        "The patent is {status}; its term, counted from filing, ends on {until}.",
        NOTHING,
        "특허는 {status} 상태이며 출원일부터 계산한 존속 기간은 {until}까지입니다.",
        NOTHING_KO,
    ),
    "verdict_patent_dead": Wording(
        "The patent is {status}.",
        "If it was restored, enter its present legal status.",
        "특허가 {status} 상태입니다.",
        "권리가 회복되었다면 현재 법적 상태를 입력하십시오.",
    ),
    "verdict_patent_term_over": Wording(
        "The patent's term from filing ended on {until}.",
        "If the filing date is wrong, correct it.",
        "출원일부터 계산한 특허 존속 기간이 {until}에 끝났습니다.",
        "출원일이 잘못되었다면 바로잡으십시오.",
    ),
    "verdict_patent_status_unknown": Wording(
        "The patent's legal status is not known.",
        "Look it up at the patent office and enter it.",
        "특허의 법적 상태를 알 수 없습니다.",
        "특허청에서 확인하여 입력하십시오.",
    ),
    "verdict_patent_filing_unknown": Wording(
        "The patent's filing date is not known, so its term may be over.",
        "Enter the filing date.",
        "출원일을 알 수 없어 존속 기간이 끝났는지 판단할 수 없습니다.",
        "출원일을 입력하십시오.",
    ),
    "verdict_patent_none": Wording(
        "No patent takes part in this match.",
        NOTHING,
        "이 매칭에는 특허가 포함되지 않습니다.",
        NOTHING_KO,
    ),
}
