"""What the codes of cases are called, and how a company is told where its case stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from corpus.text import Language

Labels = Mapping[str, Mapping[Language, str]]

STAGE_LABELS: Final[Labels] = {
    "shortlisted": {"en": "Shortlisted", "ko": "후보 선정"},
    "contacted": {"en": "Contacted", "ko": "기업 접촉"},
    "nda": {"en": "NDA", "ko": "비밀유지계약"},
    "evaluation": {"en": "Evaluation", "ko": "기술 평가"},
    "negotiation": {"en": "Negotiation", "ko": "조건 협상"},
    "licensed": {"en": "Licensed", "ko": "기술이전 계약"},
    "follow-up": {"en": "Follow-up", "ko": "후속 조치"},
    "declined": {"en": "Declined", "ko": "종료"},
}
"""By the value of `CaseStage`."""

STATUS_LABELS: Final[Labels] = {
    "shortlisted": {
        "en": "Your interest has arrived. The office will look at it and write to you.",
        "ko": "관심 표시를 접수하였습니다. 담당자가 검토한 뒤 연락드립니다.",
    },
    "contacted": {
        "en": "The office is in contact with you about this technology.",
        "ko": "담당자가 이 기술에 대해 귀사와 협의하고 있습니다.",
    },
    "nda": {
        "en": "A non-disclosure agreement is being prepared or signed.",
        "ko": "비밀유지계약을 준비하거나 체결하고 있습니다.",
    },
    "evaluation": {"en": "The technology is being evaluated.", "ko": "기술을 평가하고 있습니다."},
    "negotiation": {"en": "The terms of the licence are being negotiated.", "ko": "기술이전 조건을 협상하고 있습니다."},
    "licensed": {"en": "The licence has been concluded.", "ko": "기술이전 계약을 체결하였습니다."},
    "follow-up": {
        "en": "The licence has been concluded; education, training or trial runs follow.",
        "ko": "기술이전 계약을 체결하였고 교육, 훈련, 시범 운용 등 후속 조치를 진행합니다.",
    },
    "declined": {"en": "This case is closed.", "ko": "이 사례는 종료되었습니다."},
}
"""By the value of `CaseStage`, for the company."""

REASON_LABELS: Final[Labels] = {
    "readiness": {"en": "Technology readiness too low", "ko": "기술 성숙도 부족"},
    "no-need": {"en": "No need for the technology", "ko": "수요 없음"},
    "price": {"en": "Price", "ko": "기술료 수준"},
    "terms": {"en": "Terms other than the price", "ko": "기술료 외 계약 조건"},
    "competitor": {"en": "Another company was chosen", "ko": "다른 기업 선정"},
    "own-solution": {"en": "Company develops or buys its own solution", "ko": "자체 개발 또는 타 기술 도입"},
    "withdrew": {"en": "Company withdrew", "ko": "기업의 철회"},
    "no-answer": {"en": "No answer", "ko": "회신 없음"},
    "capability": {"en": "Company cannot take it up", "ko": "기업의 수행 역량 부족"},
    "funding": {"en": "No funding or programme", "ko": "예산 또는 지원사업 없음"},
    "control": {"en": "Control status", "ko": "수출·비밀 통제"},
    "rights": {"en": "Rights lapsed, or owned by others", "ko": "권리 소멸 또는 권리 관계"},
    "duplicate": {"en": "Duplicate of another case", "ko": "다른 사례와 중복"},
    "other": {"en": "Other, as noted", "ko": "기타(의견 참조)"},
}
"""By the value of `DeclineReason`."""

ACTION_LABELS: Final[Labels] = {
    "opened": {"en": "Case opened", "ko": "사례 개설"},
    "interest": {"en": "Company is interested", "ko": "기업의 관심 표시"},
    "moved": {"en": "Stage changed", "ko": "단계 변경"},
    "declined": {"en": "Declined", "ko": "종료"},
    "reopened": {"en": "Reopened", "ko": "재개"},
    "assigned": {"en": "Handed over", "ko": "담당자 변경"},
    "due": {"en": "Due date changed", "ko": "기한 변경"},
    "track": {"en": "Track changed", "ko": "트랙 변경"},
    "note": {"en": "Note", "ko": "내부 메모"},
    "message": {"en": "Message", "ko": "메시지"},
    "answered": {"en": "Noted: needs no written answer", "ko": "서면 회신 불필요로 표시"},
    "document_added": {"en": "Document added", "ko": "문서 등록"},
    "document_withdrawn": {"en": "Document withdrawn", "ko": "문서 회수"},
    "booked": {"en": "Commitment booked", "ko": "약정 기록"},
    "booking_voided": {"en": "Booking voided", "ko": "약정 취소"},
    "terms": {"en": "Licence terms set", "ko": "계약 조건 기록"},
    "follow_up": {"en": "Follow-up step added", "ko": "후속 조치 기록"},
}
"""By the action of a `CaseEvent`."""

ORIGIN_LABELS: Final[Labels] = {
    "officer": {"en": "Opened by an officer", "ko": "담당관 개설"},
    "company": {"en": "Opened by the company", "ko": "기업 신청"},
}
"""By the value of `CaseOrigin`."""

WAITING_LABELS: Final[Labels] = {
    "overdue": {"en": "overdue", "ko": "기한 경과"},
    "due_soon": {"en": "due within a week", "ko": "일주일 내 기한"},
    "unanswered": {"en": "company awaits an answer", "ko": "기업 회신 대기"},
    "unowned": {"en": "nobody in charge", "ko": "담당자 미지정"},
}
"""By the value of `WaitingReason`."""

HIDDEN_TITLE: Final[Mapping[Language, str]] = {
    "en": "A technology that is not open to your company",
    "ko": "귀사에 공개되지 않은 기술",
}
"""Stands for the title of a subject that the reader may not know of."""
OFFICE: Final[Mapping[Language, str]] = {"en": "Transfer office", "ko": "기술이전 담당"}
"""Who acts for the officials, to a company."""
