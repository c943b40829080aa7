"""Ten brochures of companies that do not exist, each with what it states: PDF, DOCX and XLSX, Korean and English.

They differ in how they are laid out, as brochures do: headings by size, by number or by bold type, bullets with and
without a colon, prose, tables with and without heads, labels with lists. Each holds what is not to be proposed too:
addresses, history, certificates that are only planned, levels that are only aimed at.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field

import typst
import xlsxwriter
from docx import Document


@dataclass(frozen=True)
class Stated:
    """What a file states, to be found: titles of capabilities, projects and facilities by their first words."""

    capabilities: tuple[str, ...] = ()
    projects: tuple[tuple[str, int | None], ...] = ()
    certificates: tuple[str, ...] = ()
    facilities: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    trl: tuple[int, ...] = ()
    summary: str = ""


@dataclass(frozen=True)
class Brochure:
    name: str
    make: Callable[[], bytes]
    stated: Stated = field(default_factory=Stated)


FONTS = '#set text(font: ("Noto Sans CJK KR", "Libertinus Serif"), size: 10pt)\n#set page(margin: 2cm)\n'


def pdf(body: str, language: str) -> bytes:
    return typst.compile((FONTS + f'#set text(lang: "{language}")\n' + body).encode())


def pdf_ceramics_ko() -> bytes:
    return pdf(
        """
#align(center)[#text(size: 22pt, weight: "bold")[가온세라텍(가상)]]
= 회사 소개
가온세라텍은 고온 구조용 세라믹 부품을 설계하고 제조하는 중소기업이다. 2009년 창원에서 시작하여
발전용 가스터빈 부품을 공급한다.
= 핵심 기술
== 화학기상침투 치밀화
탄화규소 섬유 프리폼을 메탄계 가스로 치밀화하여 기공률을 8% 이하로 낮춘다. 지름 1.2 m 반응로 두 기를 운용한다.
== 초고온 내열 코팅
하프늄 탄화물 코팅으로 1,600 ℃ 산화 분위기에서 500시간을 견딘다.
== 세라믹 접합
세라믹과 금속을 활성 납재로 접합하여 기밀을 유지한다.
#pagebreak()
= 주요 실적
- 2021 가스터빈 연소기 라이너 국산화 (한빛발전)
- 2023 재사용 발사체 노즐 확장부 시험편 제작 (가상항공우주연구소)
= 인증 현황
- AS9100D
- ISO 14001:2015
- ISO 45001 (2027년 취득 예정)
= 보유 설비
- 화학기상침투로 2기
- 1,800 ℃ 진공 소결로
- 3차원 측정기
= 기술 성숙도
화학기상침투 공정은 TRL 7 단계이다. 코팅 공정은 2028년까지 TRL 8 달성을 목표로 한다.
= 연락처
경상남도 창원시 가상로 12 · 전화 055-000-0000
""",
        "ko",
    )


def pdf_antennas_en() -> bytes:
    return pdf(
        """
#text(size: 20pt, weight: "bold")[Merlow Antenna Works (fictional)]
= About us
Merlow designs and builds conformal antennas for small aircraft and ships. The company has 38 employees.
= Core capabilities
- *Conformal array design*: Arrays from 2 to 18 GHz are laid into curved composite skins without a radome.
- *Printed feed networks*: Feed networks are printed on polyimide with a line width of 50 µm.
- *Near-field measurement*: A spherical near-field range measures antennas of up to 2 m.
= Track record
- 2020 -- Wing-edge array for a survey aircraft (Harbour Survey Office)
- 2022 -- Low-profile satellite terminal for patrol boats (Fictional Coast Service)
- 2024 -- Decoy antenna study
= Quality and certificates
ISO 9001:2015; AS9100 Rev D. An ISO/IEC 27001 audit is planned for next year.
= Keywords
conformal antenna, phased array, near-field measurement, printed electronics
= Technology readiness
The conformal array stands at TRL 6.
= Contact
1 Made-up Quay, Merlow
""",
        "en",
    )


def pdf_batteries_ko() -> bytes:
    return pdf(
        """
#text(size: 18pt)[누리배터리시스템 소개서(가상)]

1. 기업 개요

누리배터리시스템은 극저온에서 작동하는 리튬이온 전지 팩을 개발한다.

2. 주요 기술

① 극저온 전해액: 영하 40 ℃에서 상온 용량의 70%를 낸다.

② 전지 관리 시스템: 셀 전압을 1 mV 단위로 균등하게 맞춘다.

③ 방폭 하우징: 내부 압력이 오르면 3 ms 안에 배출구를 연다.

3. 연구개발 과제

· 2019년 혹한기 무전기용 전지 팩 개발 (가상육군시험단)

· 2022년 무인 잠수정용 전지 모듈 개발 (가상해양연구원)

4. 인증

ISO 9001, 벤처기업 확인, 이노비즈. UN38.3 시험은 신청 중이다.

5. 핵심어

극저온 전지, 전지 관리 시스템, 방폭

6. 연혁

2015년 설립, 2018년 공장 이전
""",
        "ko",
    )


def pdf_machining_en() -> bytes:
    return pdf(
        """
#text(size: 20pt, weight: "bold")[Brackwell Precision (fictional)]
== Company profile
Brackwell machines hard alloys for engines. Sixty people work on two shifts in a shop of 4,000 square metres.
== Manufacturing
=== Five-axis machining of nickel alloys
Blisks of up to 900 mm are milled from the solid to a tolerance of 12 µm. Tool wear is watched by sound.
=== Electron-beam welding
Titanium housings are welded in vacuum without filler.
=== Cryogenic deburring
Rubber and polymer parts are deburred at minus 120 degrees.
== Equipment
- Five-axis milling centre, 1,000 mm
- Electron-beam welder, 60 kW
- Coordinate measuring machine
== Projects
- Compressor blisk for a light turbine, 2021, customer: Northfield Engines
- Rudder actuator housing, 2023, customer: Fictional Yard
== Approvals
AS9100D, NADCAP and ISO 14001. IATF 16949 expired in 2022.
#pagebreak()
== History
1988 founded, 2004 second hall.
""",
        "en",
    )


def saved(document: Document) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def docx_drones_ko() -> bytes:
    document = Document()
    document.add_heading("두레무인기(가상) 회사소개서", 0)
    document.add_heading("회사 소개", 1)
    document.add_paragraph("두레무인기는 군집 비행과 저전력 통신을 연구하는 벤처기업이다.")
    document.add_heading("보유 기술", 1)
    document.add_heading("군집 비행 제어", 2)
    document.add_paragraph("드론 30대가 위성항법 없이 상대 위치를 1 m 안에서 유지한다.")
    document.add_heading("저전력 메시 통신", 2)
    document.add_paragraph("노드가 끊겨도 0.5초 안에 경로를 다시 찾는다. 소비 전력은 노드당 120 mW이다.")
    document.add_heading("주요 실적", 1)
    table = document.add_table(rows=1, cols=4)
    rows = [
        ("연도", "과제명", "발주기관", "내용"),
        ("2022", "산불 감시 군집 드론", "가상산림청", "드론 12대의 교대 비행"),
        ("2024", "항만 경계 드론", "가상항만공사", "야간 자동 이착륙"),
    ]
    for place, values in enumerate(rows):
        cells = table.rows[0].cells if place == 0 else table.add_row().cells
        for cell, value in zip(cells, values, strict=True):
            cell.text = value
    document.add_heading("인증", 1)
    document.add_paragraph("벤처기업 확인", style="List Bullet")
    document.add_paragraph("ISO 9001:2015", style="List Bullet")
    document.add_paragraph("AS9100D 인증 준비 중", style="List Bullet")
    document.add_paragraph("기술성숙도: TRL 6")
    document.add_paragraph("키워드: 군집 비행, 메시 네트워크, 무인기")
    document.add_heading("오시는 길", 1)
    document.add_paragraph("대전광역시 유성구 가상대로 7")
    return saved(document)


def docx_coatings_en() -> bytes:
    document = Document()
    for text in ("Tarnside Coatings (fictional)",):
        document.add_heading(text, 0)
    bold = document.add_paragraph()
    bold.add_run("Overview").bold = True
    document.add_paragraph("Tarnside coats parts that must not be seen or must not rust.")
    bold = document.add_paragraph()
    bold.add_run("What we do").bold = True
    document.add_paragraph("Radar-absorbing paint: layers of 0.8 mm take 15 dB off at 10 GHz.", style="List Bullet")
    document.add_paragraph(
        "Sea-water primer: a primer without chromate that lasts ten years at sea.", style="List Bullet"
    )
    document.add_paragraph("Cold spray repair: worn magnesium housings are built up again.", style="List Bullet")
    bold = document.add_paragraph()
    bold.add_run("Selected work").bold = True
    document.add_paragraph("Mast panels of a research ship, 2019 (Fictional Polar Institute)", style="List Bullet")
    document.add_paragraph("Gearbox housings, 2021 (Lakeland Air)", style="List Bullet")
    bold = document.add_paragraph()
    bold.add_run("Facilities").bold = True
    document.add_paragraph("Spray booth of 20 m by 8 m", style="List Bullet")
    document.add_paragraph("Salt fog chamber", style="List Bullet")
    bold = document.add_paragraph()
    bold.add_run("Certificates").bold = True
    document.add_paragraph("ISO 9001 and Nadcap (coatings); ISO 14001 pending.")
    document.add_paragraph("The cold spray repair has reached TRL 8.")
    bold = document.add_paragraph()
    bold.add_run("Contact").bold = True
    document.add_paragraph("Tarnside, Lower Lane 3")
    return saved(document)


def docx_optics_ko() -> bytes:
    document = Document()
    document.add_heading("라온광학(가상)", 0)
    document.add_paragraph("1. 회사 개요")
    document.add_paragraph("라온광학은 적외선 광학계를 설계하고 가공한다.")
    document.add_paragraph("2. 핵심 역량")
    table = document.add_table(rows=0, cols=2)
    for title, text in (
        ("기술명", "설명"),
        ("게르마늄 렌즈 다이아몬드 선삭", "표면 거칠기 5 nm 이하로 가공한다."),
        ("비냉각 열상 모듈", "640×480 화소의 비냉각 검출기를 쓴다."),
        ("무열화 광학 설계", "영하 40 ℃부터 70 ℃까지 초점을 유지한다."),
    ):
        cells = table.add_row().cells
        cells[0].text, cells[1].text = title, text
    document.add_paragraph("3. 보유 장비")
    for each in ("초정밀 다이아몬드 선삭기", "적외선 간섭계"):
        document.add_paragraph(each, style="List Bullet")
    document.add_paragraph("4. 품질 인증")
    document.add_paragraph("KS Q ISO 9001, 국방품질경영시스템(DQMS) 인증")
    document.add_paragraph("5. 문의처")
    document.add_paragraph("광주광역시 북구 가상로 45")
    return saved(document)


def workbook(sheets: dict[str, list[tuple[object, ...]]]) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for row, values in enumerate(rows):
            for column, value in enumerate(values):
                if isinstance(value, int):
                    sheet.write_number(row, column, value)
                elif value is not None:
                    sheet.write_string(row, column, str(value))
    book.close()
    return stream.getvalue()


def xlsx_sensors_ko() -> bytes:
    return workbook(
        {
            "기업개요": [
                ("회사명", "미르센서(가상)"),
                ("회사 소개", "미르센서는 광섬유 음향 센서를 만드는 소기업이다."),
                ("대표 전화", "062-000-0000"),
                ("인증", "ISO 9001, 메인비즈"),
                ("TRL", 5),
                ("키워드", "광섬유 센서, 음향 탐지, 분포형 센싱"),
            ],
            "보유기술": [
                ("번호", "기술명", "기술 설명"),
                (1, "분포형 음향 센싱", "40 km 광섬유에서 5 m 간격으로 진동을 잰다."),
                (2, "광섬유 하이드로폰", "수심 300 m에서 1 Hz부터 10 kHz까지 듣는다."),
            ],
            "수행실적": [
                ("연도", "사업명", "발주처"),
                (2020, "철책 침입 감지 시범", "가상경계연구소"),
                (2023, "해저 케이블 감시", "가상통신공사"),
            ],
            "보유장비": [("장비명", "수량"), ("광섬유 융착기", 3), ("무향 수조", 1)],
        }
    )


def xlsx_software_en() -> bytes:
    return workbook(
        {
            "Company": [
                ("Name", "Cindermoor Software (fictional)"),
                ("About us", "Cindermoor writes mission-planning software for ships."),
                ("Keywords", "mission planning, route optimisation, sea state"),
                ("Certificates", "CMMI Level 3; ISO/IEC 27001:2022; AS9115 planned"),
            ],
            "Capabilities": [
                ("Capability", "Description", "TRL"),
                ("Route optimisation under threat", "Routes are found in 2 s on a map of 500 km.", "TRL 7"),
                ("Sea-state forecasting", "A learned model predicts waves for the next six hours.", "TRL 4"),
            ],
            "Projects": [
                ("Project", "Customer", "Year"),
                ("Ferry routing service", "Fictional Ferries", 2021),
                ("Search pattern planner", "Fictional Rescue Service", 2024),
            ],
        }
    )


def xlsx_textiles_en() -> bytes:
    return workbook(
        {
            "Technology": [
                ("Three-dimensional weaving", "Preforms of up to 80 mm thickness without cutting."),
                ("Aramid felt pressing", "Felts of 300 g per square metre stop fragments."),
            ],
            "Equipment": [("Jacquard loom with 12,000 hooks",), ("Hot press, 200 t",)],
            "References": [
                ("Year", "Title", "Client"),
                (2018, "Fan blade preform", "Halden Motors"),
                (2022, "Fragment blanket for vehicles", "Fictional Vehicle Works"),
            ],
            "Quality": [("Standard", "Remarks"), ("ISO 9001:2015", "held since 2011"), ("AS9100D", "audit scheduled")],
        }
    )


BROCHURES = (
    Brochure(
        "가온세라텍.pdf",
        pdf_ceramics_ko,
        Stated(
            capabilities=("화학기상침투 치밀화", "초고온 내열 코팅", "세라믹 접합"),
            projects=(("가스터빈 연소기 라이너 국산화", 2021), ("재사용 발사체 노즐 확장부 시험편 제작", 2023)),
            certificates=("AS9100D", "ISO 14001:2015"),
            facilities=("화학기상침투로 2기", "1,800 ℃ 진공 소결로", "3차원 측정기"),
            trl=(7,),
            summary="가온세라텍은 고온 구조용",
        ),
    ),
    Brochure(
        "merlow.pdf",
        pdf_antennas_en,
        Stated(
            capabilities=("Conformal array design", "Printed feed networks", "Near-field measurement"),
            projects=(
                ("Wing-edge array for a survey aircraft", 2020),
                ("Low-profile satellite terminal for patrol boats", 2022),
                ("Decoy antenna study", 2024),
            ),
            certificates=("ISO 9001:2015", "AS9100 Rev D"),
            keywords=("conformal antenna", "phased array", "near-field measurement", "printed electronics"),
            trl=(6,),
            summary="Merlow designs and builds",
        ),
    ),
    Brochure(
        "누리배터리.pdf",
        pdf_batteries_ko,
        Stated(
            capabilities=("극저온 전해액", "전지 관리 시스템", "방폭 하우징"),
            projects=(("혹한기 무전기용 전지 팩 개발", 2019), ("무인 잠수정용 전지 모듈 개발", 2022)),
            certificates=("ISO 9001", "벤처기업 확인", "이노비즈"),
            keywords=("극저온 전지", "전지 관리 시스템", "방폭"),
            summary="누리배터리시스템은",
        ),
    ),
    Brochure(
        "brackwell.pdf",
        pdf_machining_en,
        Stated(
            capabilities=("Five-axis machining of nickel alloys", "Electron-beam welding", "Cryogenic deburring"),
            projects=(("Compressor blisk for a light turbine", 2021), ("Rudder actuator housing", 2023)),
            certificates=("AS9100D", "NADCAP", "ISO 14001"),
            facilities=("Five-axis milling centre", "Electron-beam welder", "Coordinate measuring machine"),
            summary="Brackwell machines hard alloys",
        ),
    ),
    Brochure(
        "두레무인기.docx",
        docx_drones_ko,
        Stated(
            capabilities=("군집 비행 제어", "저전력 메시 통신"),
            projects=(("산불 감시 군집 드론", 2022), ("항만 경계 드론", 2024)),
            certificates=("벤처기업 확인", "ISO 9001:2015"),
            keywords=("군집 비행", "메시 네트워크", "무인기"),
            trl=(6,),
            summary="두레무인기는",
        ),
    ),
    Brochure(
        "tarnside.docx",
        docx_coatings_en,
        Stated(
            capabilities=("Radar-absorbing paint", "Sea-water primer", "Cold spray repair"),
            projects=(("Mast panels of a research ship", 2019), ("Gearbox housings", 2021)),
            certificates=("ISO 9001", "Nadcap"),
            facilities=("Spray booth of 20 m by 8 m", "Salt fog chamber"),
            trl=(8,),
            summary="Tarnside coats parts",
        ),
    ),
    Brochure(
        "라온광학.docx",
        docx_optics_ko,
        Stated(
            capabilities=("게르마늄 렌즈 다이아몬드 선삭", "비냉각 열상 모듈", "무열화 광학 설계"),
            certificates=("KS Q ISO 9001", "국방품질경영시스템(DQMS) 인증"),
            facilities=("초정밀 다이아몬드 선삭기", "적외선 간섭계"),
            summary="라온광학은",
        ),
    ),
    Brochure(
        "미르센서.xlsx",
        xlsx_sensors_ko,
        Stated(
            capabilities=("분포형 음향 센싱", "광섬유 하이드로폰"),
            projects=(("철책 침입 감지 시범", 2020), ("해저 케이블 감시", 2023)),
            certificates=("ISO 9001", "메인비즈"),
            facilities=("광섬유 융착기", "무향 수조"),
            keywords=("광섬유 센서", "음향 탐지", "분포형 센싱"),
            trl=(5,),
            summary="미르센서는",
        ),
    ),
    Brochure(
        "cindermoor.xlsx",
        xlsx_software_en,
        Stated(
            capabilities=("Route optimisation under threat", "Sea-state forecasting"),
            projects=(("Ferry routing service", 2021), ("Search pattern planner", 2024)),
            certificates=("CMMI Level 3", "ISO/IEC 27001:2022"),
            keywords=("mission planning", "route optimisation", "sea state"),
            trl=(7, 4),
            summary="Cindermoor writes",
        ),
    ),
    Brochure(
        "textiles.xlsx",
        xlsx_textiles_en,
        Stated(
            capabilities=("Three-dimensional weaving", "Aramid felt pressing"),
            projects=(("Fan blade preform", 2018), ("Fragment blanket for vehicles", 2022)),
            certificates=("ISO 9001:2015",),
            facilities=("Jacquard loom with 12,000 hooks", "Hot press, 200 t"),
        ),
    ),
)


def held_out_pdf_ko() -> bytes:
    return pdf(
        """
#text(size: 20pt, weight: "bold")[하람정밀주조(가상)]

하람정밀주조는 티타늄과 니켈 합금을 정밀주조하는 중소기업으로 임직원은 85명이다.

#text(size: 14pt)[우리가 잘하는 일]

■ 티타늄 정밀주조 -- 두께 1.5 mm의 얇은 벽을 결함 없이 주조한다.

■ 열간 등방압 처리 -- 주조품의 내부 기공을 없앤다.

#text(size: 14pt)[주요 납품 실적]

2018. 헬기용 기어 하우징 (가상항공)

2021. 함정용 밸브 몸체 (가상조선)

#text(size: 14pt)[품질 인증]

AS9100D, ISO 9001:2015, NADCAP(주조)
""",
        "ko",
    )


def held_out_docx_en() -> bytes:
    document = Document()
    document.add_heading("Ostrava Lane Robotics (fictional)", 0)
    document.add_heading("In one paragraph", 1)
    document.add_paragraph("We build tracked robots that climb stairs and carry 60 kg.")
    document.add_heading("Our technologies", 1)
    document.add_paragraph("Stair-climbing tracks. The tracks change their shape on a step of 22 cm.")
    document.add_paragraph("Tether management. A winch pays out 300 m of fibre without tangling.")
    document.add_heading("Delivered projects", 1)
    document.add_paragraph("2020: Tunnel survey robot for Fictional Rail", style="List Number")
    document.add_paragraph("2023: Fire scout robot for Fictional Fire Service", style="List Number")
    document.add_heading("Certification", 1)
    document.add_paragraph("Our quality system is certified to ISO 9001:2015; CE conformity is declared.")
    document.add_paragraph("Current maturity: technology readiness level 7.")
    return saved(document)


def held_out_xlsx_ko() -> bytes:
    return workbook(
        {
            "Sheet1": [
                ("다온소재(가상) 역량 요약표",),
                ("구분", "내용"),
                ("보유기술 1", "그래핀 방열 도료: 열전도도 12 W/mK의 도막을 만든다."),
                ("보유기술 2", "전자파 차폐 필름: 두께 30 µm로 60 dB를 차폐한다."),
                ("인증현황", "ISO 9001, ISO 14001, 이노비즈"),
                ("주요설비", "롤투롤 코팅기, 스퍼터"),
                ("납품실적", "2022년 통신 장비 방열판 (가상통신)"),
            ]
        }
    )


HELD_OUT = (
    Brochure(
        "하람정밀주조.pdf",
        held_out_pdf_ko,
        Stated(
            capabilities=("티타늄 정밀주조", "열간 등방압 처리"),
            projects=(("헬기용 기어 하우징", 2018), ("함정용 밸브 몸체", 2021)),
            certificates=("AS9100D", "ISO 9001:2015", "NADCAP"),
        ),
    ),
    Brochure(
        "ostrava.docx",
        held_out_docx_en,
        Stated(
            capabilities=("Stair-climbing tracks", "Tether management"),
            projects=(("Tunnel survey robot", 2020), ("Fire scout robot", 2023)),
            certificates=("ISO 9001:2015",),
            trl=(7,),
        ),
    ),
    Brochure(
        "다온소재.xlsx",
        held_out_xlsx_ko,
        Stated(
            capabilities=("그래핀 방열 도료", "전자파 차폐 필름"),
            projects=(("통신 장비 방열판", 2022),),
            certificates=("ISO 9001", "ISO 14001", "이노비즈"),
            facilities=("롤투롤 코팅기", "스퍼터"),
        ),
    ),
)
"""Written after the rules: how well they do on what they were not made on. Three faults that these showed were mended
(names set like sentences, labels in rows, lines that begin with a year); what is still missed is left as it is."""
