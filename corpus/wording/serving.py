"""Sentences for problems of serving: requests, settings, commands."""

from __future__ import annotations

from corpus.wording.entry import Wording

WORDING: dict[str, Wording] = {
    "process_ends": Wording(
        "This process was told to end.",
        "Send new requests to another process, or to the one that follows it.",
        "이 프로세스는 종료 중입니다.",
        "새 요청은 다른 프로세스나 다음에 시작되는 프로세스로 보내십시오.",
    ),
    "unknown_route": Wording(
        "There is nothing at {value}.",
        "Check the address; the routes are listed in /api/v1/openapi.json, the search page is at /.",
        "{value} 주소에는 아무것도 없습니다.",
        "주소를 확인하십시오. API 경로는 /api/v1/openapi.json 에, 검색 화면은 / 에 있습니다.",
    ),
    "wrong_method": Wording(
        "{path} does not take {value}.",
        "Use {allowed}.",
        "{path} 에는 {value} 메서드를 쓸 수 없습니다.",
        "{allowed} 메서드를 사용하십시오.",
    ),
    "broken_json": Wording(
        "The body is not JSON: {cause} (at character {place}).",
        "Send one JSON value in UTF-8; check quotes, commas and brackets near that place.",
        "본문이 올바른 JSON이 아닙니다: {cause} ({place}번째 문자).",
        "UTF-8로 된 JSON 값 하나를 보내십시오. 해당 위치의 따옴표, 쉼표, 괄호를 확인하십시오.",
    ),
    "unreadable_body": Wording(
        "The body cannot be read: {cause}",
        "Send it in the form that its Content-Type header names, whole and in UTF-8.",
        "본문을 읽을 수 없습니다: {cause}",
        "Content-Type 헤더에 적힌 형식대로, 잘리지 않은 UTF-8 본문을 보내십시오.",
    ),
    "body_missing": Wording(
        "The request has no body.",
        "Send a JSON object with the header Content-Type: application/json.",
        "요청에 본문이 없습니다.",
        "Content-Type: application/json 헤더와 함께 JSON 객체를 보내십시오.",
    ),
    "body_too_large": Wording(
        "The body is larger than {limit} bytes.",
        "Send less at once: split the file, or import it on the server with “matcher import”.",
        "본문이 {limit}바이트보다 큽니다.",
        "나누어 보내거나, 서버에서 “matcher import” 명령으로 가져오십시오.",
    ),
    "wrong_media_type": Wording(
        "The body is not of the type that this address takes (Content-Type: “{value}”).",
        "Send it with the header Content-Type: {expected}.",
        "본문의 형식이 이 주소에서 받는 형식이 아닙니다 (Content-Type: “{value}”).",
        "Content-Type: {expected} 헤더와 함께 보내십시오.",
    ),
    "not_given": Wording(
        "“{field}” is missing.",
        "Send a value for it.",
        "“{field}” 값이 없습니다.",
        "값을 채워 다시 보내십시오.",
    ),
    "not_text": Wording(
        "“{field}” holds a null byte or half a surrogate pair, which is no text.",
        "Take the broken character out; encode the text as UTF-8.",
        "“{field}”에 널 문자나 깨진 문자(짝 없는 서로게이트)가 있습니다.",
        "깨진 글자를 지우고 UTF-8 텍스트로 보내십시오.",
    ),
    "given_twice": Wording(
        "“{field}” is given {count} times.",
        "Give it once.",
        "“{field}” 값이 {count}번 주어졌습니다.",
        "한 번만 지정하십시오.",
    ),
    "bad_id": Wording(
        "“{value}” cannot be an id.",
        "Use at most 80 letters, digits and . : - / ^ @ & + = ~ _; a part between slashes may not be empty, “.” or "
        "“..”, and the last one not “profiles”, “restoration” or “publication”.",
        "“{value}”은(는) id로 쓸 수 없습니다.",
        "글자, 숫자와 . : - / ^ @ & + = ~ _ 를 80자까지 쓰십시오. 빗금 사이가 비거나 “.”, “..”일 수 없고, "
        "마지막 부분이 “profiles”, “restoration”, “publication”일 수 없습니다.",
    ),
    "storage_unavailable": Wording(
        "The file system refuses {value}: {cause}.",
        "Check that the folder is there, that this process may write to it, and that there is room.",
        "파일 시스템이 {value} 접근을 거부했습니다: {cause}.",
        "폴더가 있는지, 쓰기 권한과 빈 공간이 있는지 확인하십시오.",
    ),
    "unknown_parameter": Wording(
        "There is no parameter “{field}”.",
        "Leave it out or use one of: {known}.",
        "“{field}” 매개변수는 없습니다.",
        "빼거나 다음 중 하나를 사용하십시오: {known}.",
    ),
    "unknown_body_field": Wording(
        "There is no field “{field}”.",
        "Leave it out or use one of: {known}.",
        "“{field}” 항목은 없습니다.",
        "빼거나 다음 중 하나를 사용하십시오: {known}.",
    ),
    "bad_input": Wording(
        "“{field}” cannot be “{value}”.",
        "Expected: {expected}.",
        "“{field}” 값으로 “{value}”은(는) 쓸 수 없습니다.",
        "이런 값이어야 합니다: {expected}.",
    ),
    "already_registered": Wording(
        "“{value}” is on record already.",
        "To change it, send it with PUT to {path}; to register another one, give it an id of its own.",
        "“{value}”은(는) 이미 등록되어 있습니다.",
        "내용을 바꾸려면 {path} 에 PUT으로 보내고, 다른 것이라면 별도의 id를 주십시오.",
    ),
    "id_mismatch": Wording(
        "The body names “{value}”, the address “{path}”.",
        "Use the same id in both, or leave it out of the body.",
        "본문의 id는 “{value}”인데 주소의 id는 “{path}”입니다.",
        "두 곳에 같은 id를 쓰거나 본문에서 빼십시오.",
    ),
    "text_and_record": Wording(
        "Both a text and the record “{value}” are given.",
        "Clear one of the two fields.",
        "검색어와 레코드 번호(“{value}”)를 함께 넣으셨습니다.",
        "두 칸 중 하나를 비우십시오.",
    ),
    "unknown_record_version": Wording(
        "{record} has no version {value}.",
        "Open the record without a version; its page lists the versions that there are.",
        "{record} 레코드에는 버전 {value} 기록이 없습니다.",
        "버전 없이 레코드를 열면 남아 있는 버전 목록을 볼 수 있습니다.",
    ),
    "unknown_import": Wording(
        "There is no import {value}.",
        "GET /api/v1/imports lists the latest ones.",
        "{value}번 가져오기는 없습니다.",
        "최근 가져오기는 GET /api/v1/imports 에서 볼 수 있습니다.",
    ),
    "no_files": Wording(
        "“{value}” holds no file.",
        "Give a file, an archive or a folder with files in it.",
        "“{value}” 안에 파일이 없습니다.",
        "파일이나 압축 파일, 또는 파일이 든 폴더를 지정하십시오.",
    ),
    "rebuild_leased": Wording(
        "Another process is rebuilding the index.",
        "Wait until it is done; “matcher index status” shows it. One that died is given up after {seconds} s.",
        "다른 프로세스가 색인을 다시 만들고 있습니다.",
        "끝날 때까지 기다리십시오. “matcher index status”로 볼 수 있고, 죽은 프로세스는 {seconds}초 뒤에 해제됩니다.",
    ),
    "no_generation": Wording(
        "There is no generation of the index yet.",
        "Run “matcher rebuild”.",
        "아직 색인 세대가 없습니다.",
        "“matcher rebuild”를 실행하십시오.",
    ),
    "no_sample": Wording(
        "The sample corpus is not there.",
        "Install the package whole, with its data files.",
        "예제 자료가 없습니다.",
        "데이터 파일을 포함하여 패키지를 다시 설치하십시오.",
    ),
    "bad_setting": Wording(
        "{field} cannot be “{value}”: {cause}.",
        "{meaning} Set it right or unset it.",
        "{field} 값으로 “{value}”은(는) 쓸 수 없습니다: {cause}.",
        "값을 바로잡거나 지우십시오. ({meaning})",
    ),
    "bad_option": Wording(
        "{field} cannot be “{value}”.",
        "Expected: {expected}.",
        "{field} 값으로 “{value}”은(는) 쓸 수 없습니다.",
        "이런 값이어야 합니다: {expected}.",
    ),
    "address_in_use": Wording(
        "{value} cannot be listened on: {cause}.",
        "Check the host's name; stop what listens there, or choose another port with --port.",
        "{value} 주소를 열 수 없습니다: {cause}.",
        "호스트 이름을 확인하고, 그 주소를 쓰는 프로그램을 멈추거나 --port 로 다른 포트를 고르십시오.",
    ),
    "internal": Wording(
        "Something went wrong on our side (request {request}).",
        "Try again; if it stays, tell the operator the request's id, which the log has too.",
        "서버 쪽에서 문제가 생겼습니다 (요청 {request}).",
        "다시 시도해 보고, 계속되면 운영자에게 요청 번호를 알려 주십시오. 기록에 남아 있습니다.",
    ),
    "patent_or_need": Wording(
        "A consortium is looked for from exactly one thing: a patent or a need.",
        "Give one of the two, and only one.",
        "컨소시엄 검색의 출발점은 특허 또는 수요 하나여야 합니다.",
        "둘 중 하나만 지정하십시오.",
    ),
    "table_too_long": Wording(
        "A workbook holds {limit} rows at most, and this table would have {value}.",
        "Take csv or jsonl, fewer candidates (`--top`), or one kind of record at a time.",
        "통합 문서는 최대 {limit}행까지 담을 수 있으나 이 표는 {value}행입니다.",
        "csv 또는 jsonl 형식을 쓰거나, 후보 수(`--top`)를 줄이거나, 레코드 종류별로 나누어 실행하십시오.",
    ),
}
