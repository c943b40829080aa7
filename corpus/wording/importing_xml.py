"""Sentences for problems of importing XML."""

from __future__ import annotations

from corpus.wording.entry import Wording

WORDING: dict[str, Wording] = {
    "xml_broken": Wording(
        "The XML breaks at line {line}, column {column}: {cause}.",
        "Repair that place, or fetch the file again if the transfer was cut off.",
        "XML이 {line}행 {column}열에서 깨져 있습니다: {cause}.",
        "그 자리를 고치거나, 전송이 끊겼다면 파일을 다시 받으십시오.",
    ),
    "undefined_entity": Wording(
        "The entity {value} at line {line} is not defined anywhere.",
        "Write the character itself or its number (such as &#176;) in its place.",
        "정의되지 않은 개체가 {line}행에 있습니다: {value}.",
        "그 자리에 글자 자체나 번호(예: &#176;)를 쓰십시오.",
    ),
    "entity_declared": Wording(
        "The document declares an entity of its own ({value}), which is not read, for safety.",
        "Replace the entity by its text and remove the declaration from the DOCTYPE.",
        "문서가 자체 개체({value})를 선언하며, 안전을 위해 이를 읽지 않습니다.",
        "개체를 본문 글자로 바꾸고 DOCTYPE의 선언을 지우십시오.",
    ),
    "xml_encoding": Wording(
        "The text is not written in {encoding}, as the file declares or, without a declaration, should be ({value}).",
        "Save the file as UTF-8, or correct the encoding in its first line.",
        "파일이 선언한(선언이 없으면 기본인) {encoding} 인코딩으로 쓰여 있지 않습니다({value}).",
        "파일을 UTF-8로 저장하거나 첫 줄의 인코딩을 바로잡으십시오.",
    ),
    "xml_unknown_encoding": Wording(
        "The file declares the encoding {value}, which is not known.",
        "Save the file as UTF-8, or correct the encoding in its first line.",
        "파일이 선언한 인코딩을 알 수 없습니다: {value}.",
        "파일을 UTF-8로 저장하거나 첫 줄의 인코딩을 바로잡으십시오.",
    ),
    "xml_limit": Wording(
        "The document passes a bound of the XML parser at line {line}: {cause}.",
        "Remove the part that is nested or long beyond reason; no patent office writes such a document.",
        "문서가 {line}행에서 XML 해석 한도를 넘습니다: {cause}.",
        "지나치게 깊거나 긴 부분을 지우십시오. 특허청 문서는 이 한도 안에 있습니다.",
    ),
    "document_too_large": Wording(
        "The document that begins or stands at line {line} is larger than {limit} bytes.",
        "Remove what is not bibliography, abstract or claims from it.",
        "{line}행의 문서가 {limit}바이트보다 큽니다.",
        "서지, 요약, 청구항이 아닌 부분을 지우십시오.",
    ),
    "not_patent_xml": Wording(
        "This file carries no patents but: {content}.",
        "Import the patents themselves: USPTO grants or applications, EPO bibliographic data, KIPRIS patent search.",
        "이 파일의 내용은 특허가 아닙니다: {content_ko}.",
        "특허 자체(USPTO 등록·공개, EPO 서지, KIPRIS 특허 검색)를 가져오십시오.",
    ),
    "not_patent_row": Wording(
        "The number {value} in {field} names no patent: {content}.",
        "Only patents (10) and utility models (20) are taken; leave this one out.",
        "{field}의 번호 {value}: 특허 번호가 아닙니다({content_ko}).",
        "특허(10)와 실용신안(20)만 받습니다. 이 건은 빼십시오.",
    ),
    "kipris_error": Wording(
        "KIPRIS answered with an error instead of patents: {value}, {meaning} {message}",
        "Ask again once the cause is gone; the answer says nothing about whether patents exist.",
        "KIPRIS가 특허 대신 오류로 답했습니다: {value}, {meaning_ko} {message}",
        "원인을 없앤 뒤 다시 조회하십시오. 이 응답은 특허가 없다는 뜻이 아닙니다.",
    ),
    "epo_error": Wording(
        "The EPO answered with an error instead of patents: {value} {message}",
        "Ask again with a number or query that the service knows, or once its cause is gone.",
        "EPO가 특허 대신 오류로 답했습니다: {value} {message}",
        "서비스가 아는 번호나 질의로 다시 조회하거나, 원인을 없앤 뒤 다시 하십시오.",
    ),
    "epo_no_biblio": Wording(
        "This answer of the EPO has no bibliographic data ({content} only), so no title.",
        "Ask for published-data/publication/epodoc/{number}/biblio,abstract, or for search/biblio.",
        "이 EPO 응답에는 서지 정보가 없어({content_ko}만 있음) 제목이 없습니다.",
        "published-data/publication/epodoc/{number}/biblio,abstract 또는 search/biblio로 조회하십시오.",
    ),
    "epo_no_title": Wording(
        "The document {number} has no title (invention-title).",
        "Ask for published-data/publication/epodoc/{number}/biblio,abstract; if that has none, add the title by hand.",
        "문서 {number}에 제목(invention-title)이 없습니다.",
        "published-data/publication/epodoc/{number}/biblio,abstract로 조회하고, 없으면 제목을 직접 넣으십시오.",
    ),
    "epo_withdrawn": Wording(
        "The EPO has no such document or has deleted it: {number}, status {value}.",
        "Check the number; if the document is on record here, withdraw it.",
        "EPO에 없거나 삭제된 문서입니다: {number}, 상태 {value}.",
        "번호를 확인하고, 여기에 등록된 문서라면 철회하십시오.",
    ),
    "st96_part": Wording(
        "This file is one part ({content}) of application {number}, without title and bibliographic data.",
        "Import the bibliographic data of the application (a record with InventionTitle and a publication number).",
        "이 파일에는 출원 {number}의 한 부분({content_ko})만 있고 제목과 서지 정보가 없습니다.",
        "출원의 서지 정보(InventionTitle과 공개번호가 있는 기록)를 가져오십시오.",
    ),
}
