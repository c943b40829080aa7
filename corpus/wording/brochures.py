"""Sentences for files that cannot be read as brochures."""

from __future__ import annotations

from corpus.wording.entry import Wording

WORDING: dict[str, Wording] = {
    "unknown_brochure": Wording(
        "The company has no brochure {value}.",
        "Open the list of brochures again.",
        "{value}번 소개 자료가 없습니다.",
        "소개 자료 목록을 다시 여십시오.",
    ),
    "brochure_missing": Wording(
        "No file was chosen.",
        "Choose a PDF, DOCX or XLSX file and send it again.",
        "선택한 파일이 없습니다.",
        "PDF, DOCX, XLSX 파일을 선택하여 다시 보내십시오.",
    ),
    "brochure_format": Wording(
        "“{value}” is no PDF, DOCX or XLSX file.",
        "Save the brochure in one of these formats; HWP files can be exported to PDF.",
        "“{value}” 파일은 PDF, DOCX, XLSX 형식이 아닙니다.",
        "이 가운데 한 형식으로 저장하십시오. 한글(HWP) 파일은 PDF로 내보낼 수 있습니다.",
    ),
    "brochure_too_large": Wording(
        "“{value}” is larger than {limit} bytes.",
        "Make pictures smaller, or send the pages that tell what the company can do.",
        "“{value}” 파일이 {limit}바이트보다 큽니다.",
        "그림 크기를 줄이거나 보유 역량이 적힌 쪽만 보내십시오.",
    ),
    "brochure_encrypted": Wording(
        "“{value}” is protected by a password.",
        "Save it without a password and send it again.",
        "“{value}” 파일에 암호가 걸려 있습니다.",
        "암호를 풀어 저장한 다음 다시 보내십시오.",
    ),
    "brochure_broken": Wording(
        "“{value}” cannot be read: it is damaged or not what its name says.",
        "Open it in its own program, save it anew and send it again.",
        "“{value}” 파일을 읽을 수 없습니다. 손상되었거나 형식이 이름과 다릅니다.",
        "원래 프로그램에서 열어 새로 저장한 다음 다시 보내십시오.",
    ),
    "brochure_bomb": Wording(
        "“{value}” would unpack to far more than it holds ({limit} bytes are allowed).",
        "Save it anew in its own program; pictures may be left out.",
        "“{value}” 파일은 압축을 풀면 지나치게 커집니다(한도 {limit}바이트).",
        "원래 프로그램에서 새로 저장하십시오. 그림은 빼도 됩니다.",
    ),
    "brochure_too_many_pages": Wording(
        "“{value}” has {given} pages or sheets; {limit} are read.",
        "Send the part that tells what the company can do.",
        "“{value}” 파일이 {given}쪽(시트)입니다. {limit}쪽까지 읽습니다.",
        "보유 역량이 적힌 부분만 보내십시오.",
    ),
    "brochure_without_text": Wording(
        "“{value}” holds no text that can be read, only pictures perhaps.",
        "Send a file with text in it: the original document, not a scan.",
        "“{value}” 파일에 읽을 수 있는 글이 없습니다. 그림으로만 되어 있을 수 있습니다.",
        "스캔본이 아니라 글이 들어 있는 원본 문서를 보내십시오.",
    ),
    "brochure_too_much_work": Wording(
        "“{value}” takes more time or memory to read than is allowed.",
        "Save it anew in its own program, or send the part that matters.",
        "“{value}” 파일을 읽는 데 허용된 시간이나 메모리를 넘었습니다.",
        "원래 프로그램에서 새로 저장하거나 필요한 부분만 보내십시오.",
    ),
    "brochure_secret": Wording(
        "“{value}” carries a marking of secret matter, and was not kept.",
        "Secret matter must not be sent here. Tell the office that handles it.",
        "“{value}” 파일에 비밀 표시가 있어 보관하지 않았습니다.",
        "비밀 자료는 이 시스템에 올릴 수 없습니다. 소관 보안 부서에 문의하십시오.",
    ),
    "brochure_settled": Wording(
        "What this brochure proposed has been settled already.",
        "Change the profile directly, or send the brochure again.",
        "이 소개 자료의 제안은 이미 처리하였습니다.",
        "프로필을 직접 고치거나 소개 자료를 다시 보내십시오.",
    ),
}
