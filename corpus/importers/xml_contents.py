"""What a file carries instead of patents, in both languages, to say so when it is refused."""

from __future__ import annotations

from collections.abc import Mapping

KOREAN: Mapping[str, str] = {
    "abstract": "요약서",
    "claims": "청구범위",
    "description": "명세서",
    "full text": "전문",
    "drawings": "도면",
    "search result": "검색 결과 목록",
    "patent family": "패밀리 목록",
    "equivalents": "대응 특허 목록",
    "register entry": "등록 원부",
    "legal events": "법적 상태 기록",
    "design": "디자인",
    "trademark": "상표",
    "trial": "심판",
    "CPC classification scheme": "CPC 분류표",
    "CPC classification list": "CPC 분류 목록",
    "USPTO patent assignments": "USPTO 권리 이전 기록",
    "USPTO sequence listing": "USPTO 서열 목록",
    "USPTO trademark applications": "USPTO 상표 출원",
    "USPTO trademark assignments": "USPTO 상표 이전 기록",
}


def content(name: str) -> dict[str, str]:
    """The facts `content` and `content_ko` of a problem."""
    return {"content": name, "content_ko": KOREAN.get(name, name)}
