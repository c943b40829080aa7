"""Sentences for problems of storing."""

from __future__ import annotations

from corpus.wording.entry import Wording

WORDING: dict[str, Wording] = {
    "unknown_patent": Wording(
        "There is no patent {value}.",
        "Check the number: country and number without kind or leading zeros, such as US7272630.",
        "등록된 특허 가운데 {value} 번호가 없습니다.",
        "번호를 확인하십시오. 국가 코드와 번호만 씁니다(예: US7272630).",
    ),
    "unknown_company": Wording(
        "There is no company {value}.",
        "Look the company up by its name to find its id.",
        "등록된 기업 가운데 {value} 번호가 없습니다.",
        "기업 이름으로 검색하여 식별자를 확인하십시오.",
    ),
    "unknown_need": Wording(
        "There is no need {value}.",
        "Look the need up by its title to find its id.",
        "등록된 수요 가운데 {value} 번호가 없습니다.",
        "수요 제목으로 검색하여 식별자를 확인하십시오.",
    ),
    "tier_by_reviewer": Wording(
        "Record {id} is at the tier “{value}”, and only a security reviewer changes that.",
        "Leave the tier out, or ask a security reviewer to decide on it.",
        "레코드 {id}의 공개 등급은 “{value}”이며, 보안 검토자만 바꿀 수 있습니다.",
        "공개 등급을 비워 두거나 보안 검토자에게 결정을 요청하십시오.",
    ),
    "unknown_profile_version": Wording(
        "Company {company} has no profile version {value}.",
        "Take one of the versions that the company's profile lists.",
        "기업 {company}에 프로필 버전 {value}이(가) 없습니다.",
        "기업 프로필에 나열된 버전 중에서 고르십시오.",
    ),
    "unknown_filter": Wording(
        "{kind} cannot be filtered by {field}.",
        "Use one of: {known}.",
        "{kind}에는 {field} 조건을 쓸 수 없습니다.",
        "다음 중에서 고르십시오: {known}.",
    ),
    "bad_filter_value": Wording(
        "The filter {field} cannot be “{value}”.",
        "Give {expected}.",
        "{field} 조건에 “{value}”을(를) 쓸 수 없습니다.",
        "다음과 같이 쓰십시오: {expected}.",
    ),
    "too_many_filter_values": Wording(
        "The filter {field} has {value} values; at most {limit} are taken.",
        "Give fewer values.",
        "{field} 조건의 값이 {value}개입니다. 최대 {limit}개까지 쓸 수 있습니다.",
        "값을 줄이십시오.",
    ),
    "duplicate_in_file": Wording(
        "Row {first_row} of this file has the same id {value} with other content.",
        "Keep the row that is right and leave the other out, or give it an id of its own.",
        "이 파일의 {first_row}행에 같은 식별자 {value}이(가) 다른 내용으로 있습니다.",
        "맞는 행만 남기거나 다른 식별자를 쓰십시오.",
    ),
    "bad_database_url": Wording(
        "“{value}” does not name a database.",
        "Give sqlite:///path/to/file or postgresql+psycopg://user@host/name (drivers: {drivers}).",
        "“{value}”은(는) 데이터베이스 주소가 아닙니다.",
        "sqlite:///경로 또는 postgresql+psycopg://사용자@호스트/이름 형식으로 쓰십시오(드라이버: {drivers}).",
    ),
    "database_driver_missing": Wording(
        "The driver for {value} is not installed: {module} is missing.",
        "Install the program with its postgresql extra.",
        "{value} 드라이버가 설치되어 있지 않습니다: {module}이(가) 없습니다.",
        "postgresql 추가 구성과 함께 프로그램을 설치하십시오.",
    ),
    "database_unavailable": Wording(
        "The database cannot be reached: {value}",
        "Check that it runs, that its address is right and that this process may write to it, then try again.",
        "데이터베이스에 연결할 수 없습니다: {value}",
        "데이터베이스가 실행 중인지, 주소가 맞는지, 쓰기 권한이 있는지 확인한 뒤 다시 시도하십시오.",
    ),
    "lease_lost": Wording(
        "The job {value} is no longer held by this process.",
        "Nothing is to be done: whoever holds it now ({owner}) finishes it.",
        "이 프로세스는 더 이상 작업 {value}을(를) 맡고 있지 않습니다.",
        "조치할 것이 없습니다. 현재 맡은 프로세스({owner})가 마칩니다.",
    ),
    "bad_schedule": Wording(
        "“{value}” is not a schedule.",
        "Give a cron line of five fields in UTC, such as 0 3 * * * for every day at three.",
        "“{value}”은(는) 일정 형식이 아닙니다.",
        "UTC 기준 다섯 칸짜리 cron 형식으로 쓰십시오(예: 매일 3시는 0 3 * * *).",
    ),
}
