"""Sentences for files that cannot be imported as a whole."""

from __future__ import annotations

from corpus.wording.entry import Wording

WORDING: dict[str, Wording] = {
    "file_not_found": Wording(
        "There is no file or folder {value}.",
        "Check the path.",
        "파일이나 폴더가 없습니다: {value}.",
        "경로를 확인하십시오.",
    ),
    "file_unreadable": Wording(
        "{value} cannot be read ({cause}).",
        "Check the permissions of the file.",
        "{value} 파일을 읽을 수 없습니다({cause}).",
        "파일 권한을 확인하십시오.",
    ),
    "empty_file": Wording(
        "{value} is empty.",
        "Fetch or export the file again.",
        "{value} 파일이 비어 있습니다.",
        "파일을 다시 내려받거나 내보내십시오.",
    ),
    "archive_broken": Wording(
        "{value} is damaged or incomplete ({cause}).",
        "Fetch the archive again and compare its size.",
        "{value} 압축 파일이 손상되었거나 불완전합니다({cause}).",
        "압축 파일을 다시 받아 크기를 비교하십시오.",
    ),
    "archive_encrypted": Wording(
        "{value} is protected by a password.",
        "Unpack it and import what is inside.",
        "{value} 파일에 암호가 걸려 있습니다.",
        "압축을 푼 뒤 안의 파일을 가져오십시오.",
    ),
    "member_misnamed": Wording(
        "{value} carries a name that leads out of its archive, or that does not show what it is.",
        "Pack the archive again, with plain names.",
        "{value} 파일의 이름이 압축 파일 밖을 가리키거나 실제와 다르게 보입니다.",
        "평범한 이름으로 다시 압축하십시오.",
    ),
    "link_leads_out": Wording(
        "{value} is a link that leads out of the folder.",
        "Name the file itself, or copy it into the folder.",
        "{value} 링크가 폴더 밖을 가리킵니다.",
        "파일을 직접 지정하거나 폴더 안에 복사하십시오.",
    ),
    "not_a_file": Wording(
        "{value} is no plain file.",
        "Import files, archives and folders of these.",
        "{value}은(는) 일반 파일이 아닙니다.",
        "파일, 압축 파일 또는 이들이 든 폴더를 가져오십시오.",
    ),
    "archive_bomb": Wording(
        "{value} would unpack to more than {limit} times its size and was not read on.",
        "If the content is genuine, unpack it and import the files.",
        "{value} 파일은 풀면 {limit}배가 넘게 커지므로 더 읽지 않았습니다.",
        "정상적인 내용이라면 압축을 푼 뒤 가져오십시오.",
    ),
    "too_many_members": Wording(
        "{value} holds {count} files; at most {limit} are read from one archive.",
        "Split the archive.",
        "{value} 안에 파일이 {count}개 있습니다. 압축 파일 하나에서 {limit}개까지 읽습니다.",
        "압축 파일을 나누십시오.",
    ),
    "file_too_large": Wording(
        "{value} is larger than {limit} bytes.",
        "Split the file, or export it as CSV or JSON lines.",
        "{value} 파일이 {limit}바이트보다 큽니다.",
        "파일을 나누거나 CSV 또는 JSON Lines로 내보내십시오.",
    ),
    "file_too_much_work": Wording(
        "{value} stops its reader, or takes more memory or time than one file may, and was not read on.",
        "Split the file, or export it as CSV or JSON lines.",
        "{value} 파일은 읽기 프로그램을 멈추게 하거나 허용된 것보다 많은 메모리나 시간이 들어 더 읽지 않았습니다.",
        "파일을 나누거나 CSV 또는 JSON Lines로 내보내십시오.",
    ),
    "reader_failed": Wording(
        "{value} is written in a way that its reader does not expect ({cause}).",
        "Export the file again; if that does not help, tell the operator what stands in brackets.",
        "{value} 파일은 읽기 프로그램이 예상하지 못한 형태입니다({cause}).",
        "파일을 다시 내보내고, 그래도 되지 않으면 괄호 안의 내용을 운영자에게 알리십시오.",
    ),
    "none_of_many": Wording(
        "None of the first {count} files in {value} could be imported, and the others were not looked at.",
        "Pack patents, companies and needs alone; or unpack it where the service runs, and import the folder.",
        "{value} 안의 처음 {count}개 파일을 모두 가져올 수 없어 나머지는 살펴보지 않았습니다.",
        "특허, 기업, 수요 파일만 압축하거나, 서비스가 있는 곳에 압축을 풀어 폴더를 가져오십시오.",
    ),
    "no_records": Wording(
        "{value} holds no record.",
        "Check that the export has finished and that the query had results.",
        "{value} 파일에 레코드가 하나도 없습니다.",
        "내보내기가 끝났는지, 검색 결과가 있었는지 확인하십시오.",
    ),
    "json_broken": Wording(
        "{value} is broken JSON at line {line}, column {column}: {cause}. Records before it were read.",
        "Export the file again, or mend it at this place.",
        "{value} 파일의 {line}행 {column}열에서 JSON이 깨져 있습니다: {cause}. 그 앞의 레코드는 읽었습니다.",
        "파일을 다시 내보내거나 해당 위치를 고치십시오.",
    ),
    "table_broken": Wording(
        "The table {value} cannot be read from line {line} on: {cause}.",
        'Look for a quotation mark (") that is not closed near this line.',
        "{value} 표를 {line}행부터 읽을 수 없습니다: {cause}.",
        '그 부근에 닫히지 않은 따옴표(")가 있는지 확인하십시오.',
    ),
    "workbook_broken": Wording(
        "The workbook {value} cannot be opened: {cause}.",
        "Open it in a spreadsheet program and save it again as .xlsx, or as CSV.",
        "{value} 통합 문서를 열 수 없습니다: {cause}.",
        "스프레드시트 프로그램에서 열어 .xlsx나 CSV로 다시 저장하십시오.",
    ),
    "html_broken": Wording(
        "The HTML table {value} cannot be read: {cause}.",
        "Open it in a spreadsheet program and save it as .xlsx or CSV.",
        "{value} HTML 표를 읽을 수 없습니다: {cause}.",
        "스프레드시트 프로그램에서 열어 .xlsx나 CSV로 저장하십시오.",
    ),
    "duplicate_heading": Wording(
        "Two columns of {file} have the heading “{value}” (line {line}).",
        "Rename or remove one of the two columns.",
        "{file}의 {line}행에 “{value}” 제목이 두 번 나옵니다.",
        "두 열 중 하나의 제목을 바꾸거나 지우십시오.",
    ),
    "headings_missing": Wording(
        "The headings of {value} fit no kind of record: {headings}.",
        "Name the columns. Patents need a title ({patents}) and a number, companies a name ({companies}), "
        "needs a title ({needs}).",
        "{value}의 제목 행이 어떤 레코드에도 맞지 않습니다: {headings}.",
        "열 제목을 붙이십시오. 특허는 명칭({patents})과 번호, 기업은 이름({companies}), "
        "수요는 제목({needs})이 필요합니다.",
    ),
    "ambiguous_kind": Wording(
        "The headings of {value} do not tell what its rows are: {headings}.",
        "Say it with {formats}, or name a column that tells: an applicant or abstract for patents, "
        "an industry or products for companies, a deadline or requirements for needs.",
        "{value}의 제목만으로는 어떤 레코드인지 알 수 없습니다: {headings}.",
        "{formats} 가운데 하나로 지정하거나, 구별되는 열을 넣으십시오: 특허는 출원인이나 요약, "
        "기업은 업종이나 주요제품, 수요는 마감일이나 요구사항.",
    ),
    "unknown_format": Wording(
        "{value} is in no known format; it looks like: {looks_like}.",
        "Known formats: {formats}. Export the data in one of them, or as CSV with headings.",
        "{value} 파일의 형식을 알 수 없습니다. 내용은 다음과 같아 보입니다: {looks_like}.",
        "지원 형식: {formats}. 이 중 하나나 제목 행이 있는 CSV로 내보내십시오.",
    ),
    "unknown_format_name": Wording(
        "There is no format “{value}”.",
        "Choose auto or one of: {formats}.",
        "“{value}” 형식은 없습니다.",
        "auto 또는 다음 중에서 고르십시오: {formats}.",
    ),
    "companion_file": Wording(
        "{value} belongs to {main} and is read together with it.",
        "Import the folder or archive that holds {main}; this file needs no import of its own.",
        "{value} 파일은 {main}에 딸린 표로서 함께 읽습니다.",
        "폴더나 압축 파일을 {main} 파일과 함께 가져오십시오. 이 파일만 따로 가져올 필요는 없습니다.",
    ),
    "answer_error": Wording(
        "{value} holds a service's error instead of records: {message}",
        "Ask the service again once the cause is gone; the answer says nothing about whether records exist.",
        "{value} 파일에는 레코드 대신 서비스의 오류 메시지가 있습니다: {message}",
        "원인을 없앤 뒤 다시 조회하십시오. 이 응답은 레코드가 없다는 뜻이 아닙니다.",
    ),
    "answer_without_title": Wording(
        "This answer carries no invention title; it holds: {found}.",
        "Ask the service for the application's bibliographic data and import that answer.",
        "이 응답에는 발명의 명칭이 없습니다. 들어 있는 항목: {found}.",
        "서비스에서 출원의 서지 정보를 조회하여 그 응답을 가져오십시오.",
    ),
}
