"""Sentences for verdicts about control status and foreign ownership."""

from __future__ import annotations

from corpus.wording.entry import Wording

NOTHING, NOTHING_KO = "Nothing needs to be done.", "조치할 사항이 없습니다."

WORDING: dict[str, Wording] = {
    "verdict_control_decided": Wording(
        "The control status of {role} is {status}.",
        NOTHING,
        "{role}의 통제 상태는 {status}입니다.",
        NOTHING_KO,
    ),
    "verdict_control_no_block": Wording(
        "No block and no hint stands against {role}; it has not been reviewed.",
        NOTHING,
        "{role}에 대한 차단이나 단서가 없습니다(검토 전).",
        NOTHING_KO,
    ),
    "verdict_control_blocked": Wording(
        "A security reviewer has blocked {role}.",
        "Only a security reviewer can lift the block.",
        "보안 검토자가 {role}을(를) 차단하였습니다.",
        "차단은 보안 검토자만 풀 수 있습니다.",
    ),
    "verdict_control_hint": Wording(
        "A hint of export or secrecy control stands against {role}; nobody has decided on it.",
        "Ask a security reviewer to clear it or to record a determination.",
        "{role}에 수출·비밀 통제 단서가 있으나 아직 검토되지 않았습니다.",
        "보안 검토자에게 확인 또는 판정 기록을 요청하십시오.",
    ),
    "verdict_control_unscreened": Wording(
        "The control status of {role} has not been reviewed.",
        "Ask a security reviewer to clear it or to record a determination.",
        "{role}의 통제 상태가 검토되지 않았습니다.",
        "보안 검토자에게 확인 또는 판정 기록을 요청하십시오.",
    ),
    "verdict_control_expired": Wording(
        "The determination on {role} expired on {expired}.",
        "Have it determined again, and let a security reviewer record that.",
        "{role}에 대한 판정의 유효 기간이 {expired}에 끝났습니다.",
        "다시 판정을 받아 보안 검토자가 기록하도록 하십시오.",
    ),
    "verdict_control_undated": Wording(
        "The determination on {role} has no date of expiry, so it may have run out.",
        "A security reviewer enters the date until which it holds.",
        "{role}에 대한 판정에 만료일이 없어 유효한지 알 수 없습니다.",
        "보안 검토자가 판정의 만료일을 입력해야 합니다.",
    ),
    "verdict_foreign_domestic": Wording(
        "The company is Korean, and its foreign share lies below the limit.",
        NOTHING,
        "국내 기업이며 외국인 지분이 기준 미만입니다.",
        NOTHING_KO,
    ),
    "verdict_foreign_owned": Wording(
        "The company is foreign or foreign-owned.",
        "If its country or foreign share is out of date, correct it.",
        "외국 기업이거나 외국인 지분이 기준 이상입니다.",
        "국가나 외국인 지분이 바뀌었다면 고치십시오.",
    ),
    "verdict_foreign_unknown": Wording(
        "It is not known whether the company counts as foreign: country, foreign share or the limit is missing.",
        "Enter country and foreign share in its record; an administrator enters the limit.",
        "외국 기업에 해당하는지 알 수 없습니다(국가, 외국인 지분 또는 지분 기준 미입력).",
        "기업 정보에 국가와 외국인 지분을 입력하십시오. 지분 기준은 관리자가 입력합니다.",
    ),
    "verdict_foreign_decided": Wording(
        "The control status of {role} is {status}, as a foreign firm needs.",
        NOTHING,
        "{role}의 통제 상태가 {status}(으)로, 외국 기업 참여 요건을 갖추었습니다.",
        NOTHING_KO,
    ),
    "verdict_foreign_blocked": Wording(
        "The company is foreign, and {role} is blocked.",
        "Only a security reviewer can lift the block.",
        "외국 기업이며 {role}은(는) 차단되어 있습니다.",
        "차단은 보안 검토자만 풀 수 있습니다.",
    ),
    "verdict_foreign_undecided": Wording(
        "The company is foreign, and {role} is neither determined nor cleared.",
        "Ask a security reviewer to clear it or to record a determination.",
        "외국 기업이나 {role}에 대한 판정이나 확인이 없습니다.",
        "보안 검토자에게 확인 또는 판정 기록을 요청하십시오.",
    ),
    "for_officials": Wording(
        "What this rests on is for officials to know.",
        "Ask the technology-transfer office.",
        "판단 근거는 담당 공무원만 볼 수 있습니다.",
        "기술이전 담당 기관에 문의하십시오.",
    ),
}
