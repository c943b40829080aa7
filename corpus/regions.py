"""Korean provinces under their names: Korean, short, and both ways to write them in Latin letters."""

from __future__ import annotations

from typing import Final

REGIONS: Final[tuple[tuple[str, ...], ...]] = (
    ("서울특별시", "서울", "서울시", "Seoul"),
    ("부산광역시", "부산", "부산시", "Busan", "Pusan"),
    ("대구광역시", "대구", "대구시", "Daegu", "Taegu"),
    ("인천광역시", "인천", "인천시", "Incheon", "Inchon"),
    ("광주광역시", "광주", "Gwangju", "Kwangju"),
    ("대전광역시", "대전", "대전시", "Daejeon", "Taejon"),
    ("울산광역시", "울산", "울산시", "Ulsan"),
    ("세종특별자치시", "세종", "세종시", "Sejong"),
    ("경기도", "경기", "Gyeonggi-do", "Gyeonggi", "Kyonggi-do"),
    ("강원특별자치도", "강원도", "강원", "Gangwon-do", "Gangwon", "Gangwon State"),
    ("충청북도", "충북", "Chungcheongbuk-do", "North Chungcheong", "Chungbuk"),
    ("충청남도", "충남", "Chungcheongnam-do", "South Chungcheong", "Chungnam"),
    ("전북특별자치도", "전라북도", "전북", "Jeollabuk-do", "North Jeolla", "Jeonbuk", "Jeonbuk State"),
    ("전라남도", "전남", "Jeollanam-do", "South Jeolla", "Jeonnam"),
    ("경상북도", "경북", "Gyeongsangbuk-do", "North Gyeongsang", "Gyeongbuk"),
    ("경상남도", "경남", "Gyeongsangnam-do", "South Gyeongsang", "Gyeongnam"),
    ("제주특별자치도", "제주도", "제주", "Jeju-do", "Jeju", "Cheju"),
)


def region_spellings(region: str) -> tuple[str, ...]:
    """All names of the province that `region` is one name of; any other region only as it is written."""
    wanted = region.strip().casefold()
    for names in REGIONS:
        if wanted in {name.casefold() for name in names}:
            return names
    return (region.strip(),)
