"""Names, in Korean and English, of the codes that verdicts and programmes speak of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from matcher.reasons import Label

LABELS: Final[Mapping[str, Label]] = {
    # roles of a pair
    "offering": Label("제공 측", "the offering side"),
    "receiving": Label("도입 측", "the receiving side"),
    "patent": Label("특허", "the patent"),
    "company": Label("기업", "the company"),
    "need": Label("수요", "the need"),
    # sides and tracks
    "defence": Label("국방", "defence"),
    "civil": Label("민간", "civil"),
    "spin-off": Label("스핀오프(국방→민간)", "spin-off"),
    "spin-on": Label("스핀온(민간→국방)", "spin-on"),
    "spin-up": Label("스핀업(공동 개발)", "spin-up"),
    # agencies
    "motie": Label("산업통상자원부", "MOTIE"),
    "mnd": Label("국방부", "MND"),
    "dapa": Label("방위사업청", "DAPA"),
    # company sizes and kinds
    "micro": Label("소상공인", "micro"),
    "small": Label("소기업", "small"),
    "medium": Label("중기업", "medium"),
    "mid-size": Label("중견기업", "mid-size"),
    "large": Label("대기업", "large"),
    "venture": Label("벤처기업", "venture"),
    "innobiz": Label("이노비즈기업", "Innobiz"),
    "mainbiz": Label("메인비즈기업", "Mainbiz"),
    # legal status of a patent
    "pending": Label("출원 중", "pending"),
    "granted": Label("등록", "granted"),
    "lapsed": Label("소멸", "lapsed"),
    "expired": Label("만료", "expired"),
    "refused": Label("거절", "refused"),
    "withdrawn": Label("취하", "withdrawn"),
    # control status of a record
    "unscreened": Label("미검토", "unscreened"),
    "hint": Label("단서 있음", "hint"),
    "determined": Label("판정 완료", "determined"),
    "cleared": Label("확인 완료", "cleared"),
    "blocked": Label("차단", "blocked"),
    # what money is counted by
    "total": Label("전체", "in total"),
    "year": Label("연도별", "by year"),
    "track": Label("트랙별", "by track"),
    "track-year": Label("트랙·연도별", "by track and year"),
    # facts that may be missing
    "patent.sides": Label("특허 소유자의 구분(국방·민간)", "on which side the patent's owner stands"),
    "need.sides": Label("수요 기관의 구분(국방·민간)", "on which side the need's owner stands"),
    "asking.sides": Label("질의자의 구분(국방·민간)", "on which side the asker stands"),
    "patent.trl": Label("특허의 기술성숙도(TRL)", "the patent's TRL"),
    "company.trl": Label("기업의 기술성숙도(TRL)", "the company's TRL"),
    "need.required_trl": Label("수요의 요구 기술성숙도(TRL)", "the TRL that the need requires"),
}
