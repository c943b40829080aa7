"""Sentences for single rows that cannot be taken."""

from __future__ import annotations

from corpus.wording.entry import Wording

WORDING: dict[str, Wording] = {
    "missing": Wording(
        "“{field}” is missing.",
        "Fill it in and import the row again.",
        "“{field}” 값이 없습니다.",
        "값을 채운 뒤 다시 가져오십시오.",
    ),
    "too_long": Wording(
        "“{field}” has {length} characters; at most {limit} are taken.",
        "Shorten the text.",
        "“{field}” 값이 {length}자입니다. {limit}자까지 받습니다.",
        "내용을 줄이십시오.",
    ),
    "too_many": Wording(
        "“{field}” has {length} entries; at most {limit} are taken.",
        "Keep the most important ones.",
        "“{field}” 항목이 {length}개입니다. {limit}개까지 받습니다.",
        "중요한 항목만 남기십시오.",
    ),
    "line_too_long": Wording(
        "The line is longer than {limit} bytes.",
        "Check that each line holds one record; shorten its texts.",
        "한 행이 {limit}바이트보다 깁니다.",
        "한 행에 레코드가 하나만 있는지 확인하고 내용을 줄이십시오.",
    ),
    "bad_characters": Wording(
        "“{field}” holds bytes that are no text in the file's encoding: {value}",
        "Save the file as UTF-8.",
        "“{field}”에 파일의 인코딩으로 읽을 수 없는 글자가 있습니다: {value}",
        "파일을 UTF-8로 저장하십시오.",
    ),
    "out_of_range": Wording(
        "“{field}” is {value}, past the bound of {bound}.",
        "Correct the number.",
        "“{field}” 값이 한계를 벗어났습니다: {value} (한계 {bound}).",
        "숫자를 바로잡으십시오.",
    ),
    "bad_form": Wording(
        "“{field}” has a form that cannot be taken: {value}",
        "Expected is the pattern {expected}.",
        "“{field}” 값의 형식이 맞지 않습니다: {value}",
        "다음 형식이어야 합니다: {expected}.",
    ),
    "bad_value": Wording(
        "“{field}” cannot be taken: {value}",
        "Give plain text, or one of the listed values. {expected}",
        "“{field}” 값을 받을 수 없습니다: {value}",
        "일반 텍스트나 정해진 값 중 하나를 쓰십시오. {expected}",
    ),
    "bad_share": Wording(
        "“{field}” is no share in percent: {value}",
        "Write a number from 0 to 100, such as 12.5 or 12.5%.",
        "“{field}” 값을 지분율로 읽을 수 없습니다: {value}",
        "12.5 또는 12.5%처럼 0에서 100 사이의 숫자를 쓰십시오.",
    ),
    "bad_number": Wording(
        "“{field}” is no whole number: {value}",
        "Write digits only.",
        "“{field}” 값이 정수가 아닙니다: {value}",
        "숫자만 쓰십시오.",
    ),
    "bad_date": Wording(
        "“{field}” is no day that can be read: {value}",
        "Write it as 2026-05-01.",
        "“{field}” 값을 날짜로 읽을 수 없습니다: {value}",
        "2026-05-01과 같이 쓰십시오.",
    ),
    "bad_country": Wording(
        "“{field}” names no known country: {value}",
        "Write the name or the ISO code, such as KR.",
        "“{field}” 값이 알려진 국가가 아닙니다: {value}",
        "국가 이름이나 KR 같은 ISO 코드를 쓰십시오.",
    ),
    "bad_business_number": Wording(
        "“{field}” is no business registration number: {value} (the check digit does not hold).",
        "Compare it with the registration certificate: ten digits, 3-2-5.",
        "“{field}” 값이 올바른 사업자등록번호가 아닙니다: {value} (검증번호 불일치).",
        "사업자등록증의 10자리 번호(3-2-5)와 비교하십시오.",
    ),
    "bad_corporate_number": Wording(
        "“{field}” is no corporate registration number: {value}",
        "Write its thirteen digits.",
        "“{field}” 값이 법인등록번호가 아닙니다: {value}",
        "13자리 숫자를 쓰십시오.",
    ),
    "bad_number_of_patent": Wording(
        "“{field}” cannot be read as a patent number: {value}",
        "Write country, number and kind, such as US 7272630 B2.",
        "“{field}” 값을 특허 번호로 읽을 수 없습니다: {value}",
        "US 7272630 B2처럼 국가, 번호, 종류를 쓰십시오.",
    ),
    "bad_json": Wording(
        "The line is no JSON ({cause}): {value}",
        "Write one JSON object on each line.",
        "이 행은 JSON이 아닙니다({cause}): {value}",
        "한 행에 JSON 객체 하나씩 쓰십시오.",
    ),
    "not_an_object": Wording(
        "The entry is no JSON object: {value}",
        "Write each record as an object with names and values.",
        "JSON 객체가 아닌 항목입니다: {value}",
        "각 레코드를 이름과 값이 있는 객체로 쓰십시오.",
    ),
    "too_many_cells": Wording(
        "The row has {count} cells under {limit} headings.",
        "Put cells that hold the separator in quotation marks.",
        "제목은 {limit}개인데 이 행에는 칸이 {count}개입니다.",
        "구분 기호가 든 칸은 따옴표로 묶으십시오.",
    ),
    "surplus_left": Wording(
        "Cells of this row still stand in no column of its own: {value}.",
        "Put them under the headings that they belong to, and empty the column {field}.",
        "이 행에 아직 제자리에 놓이지 않은 칸이 있습니다: {value}",
        "해당 제목의 칸으로 옮기고 {field} 열을 비우십시오.",
    ),
    "mangled_number": Wording(
        "A spreadsheet rounded “{field}” to {value}; its digits are lost.",
        "Format the column as text, enter the number again and export.",
        "스프레드시트가 “{field}” 값을 {value}로 줄여 원래 숫자가 사라졌습니다.",
        "열을 텍스트 서식으로 바꾸고 번호를 다시 넣어 내보내십시오.",
    ),
    "unclosed_quote": Wording(
        "A quotation mark in “{field}” is never closed; everything after it was taken for one cell.",
        "Close or remove the quotation mark and import again.",
        "“{field}”의 따옴표가 닫히지 않아 그 뒤의 내용이 모두 한 칸으로 읽혔습니다.",
        "따옴표를 닫거나 지운 뒤 다시 가져오십시오.",
    ),
}
