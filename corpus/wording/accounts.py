"""Sentences for problems of accounts, passwords and second factors."""

from __future__ import annotations

from corpus.wording.entry import Wording

WORDING: dict[str, Wording] = {
    "bad_mail_address": Wording(
        "“{value}” is no e-mail address.",
        "Write it as name@example.kr, without a display name.",
        "“{value}”은(는) 이메일 주소가 아닙니다.",
        "표시 이름 없이 name@example.kr 형식으로 입력하십시오.",
    ),
    "bad_mail_subject": Wording(
        "The subject of a letter is empty, too long, or has a line break.",
        "Write one line of at most 200 characters.",
        "메일 제목이 비어 있거나 너무 길거나 줄바꿈이 들어 있습니다.",
        "200자 이하의 한 줄로 입력하십시오.",
    ),
}
