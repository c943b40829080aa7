"""Sentences for problems of signing in, of rights, and of what a reviewer sends."""

from __future__ import annotations

from corpus.wording.entry import Wording

WORDING: dict[str, Wording] = {
    "sign_in_needed": Wording(
        "Nobody is signed in, and this is not open to everybody.",
        "Sign in, or send an API token: Authorization: Bearer TOKEN.",
        "로그인해야 이용할 수 있습니다.",
        "로그인하거나 API 토큰을 보내십시오(Authorization: Bearer 토큰).",
    ),
    "not_allowed": Wording(
        "Your role “{value}” may not do this; it takes the right “{right}”.",
        "Ask somebody whose role has this right; an administrator knows who does.",
        "“{value}” 역할에는 이 작업의 권한이 없습니다. 필요한 권한: {right}.",
        "권한이 있는 담당자에게 요청하십시오. 담당자는 관리자에게 문의하십시오.",
    ),
    "other_origin": Wording(
        "This form was not sent from a page of this site.",
        "Open the page here and send the form again; a browser that hides where a form comes from cannot be used.",
        "이 사이트의 화면에서 보낸 요청이 아닙니다.",
        "이 사이트에서 화면을 열어 다시 보내십시오. 요청의 출처를 숨기는 브라우저는 쓸 수 없습니다.",
    ),
    "form_of_other_session": Wording(
        "This form was shown before you signed in or out, or was not shown here at all.",
        "Load the page anew and send the form again.",
        "로그인하거나 로그아웃하기 전에 표시된 양식이거나 이 사이트가 표시한 양식이 아닙니다.",
        "화면을 새로 고친 뒤 다시 보내십시오.",
    ),
    "unknown_host": Wording(
        "The request names a host that is not this site's.",
        "Open the site by its own address; its operator lists its names in MATCHER_TRUSTED_HOSTS.",
        "요청한 호스트 이름은 이 사이트의 이름이 아닙니다.",
        "이 사이트의 주소로 접속하십시오. 운영자는 MATCHER_TRUSTED_HOSTS에 사이트 이름을 적습니다.",
    ),
    "sign_in_needs_https": Wording(
        "Signing in over a network needs an encrypted connection.",
        "Open the site by its https:// address. A link that you were given is still good.",
        "네트워크를 통한 로그인에는 암호화된 연결이 필요합니다.",
        "https:// 주소로 접속하십시오. 받은 링크는 아직 쓸 수 있습니다.",
    ),
    "reviewer_token_needed": Wording(
        "Decisions are a security reviewer's, and the command cannot tell who gives it.",
        "Set {variable} to the reviewer's API token, or run the command on a terminal, where it asks for it.",
        "결정은 보안 검토자만 할 수 있으나, 명령을 실행한 사람을 확인할 수 없습니다.",
        "{variable}에 보안 검토자의 API 토큰을 설정하거나, 토큰을 입력할 수 있는 터미널에서 실행하십시오.",
    ),
    "decision_field": Wording(
        "The decision “{decision}” does not take “{field}”.",
        "Leave it out; “{decision}” takes: {known}.",
        "“{decision}” 결정에는 “{field}” 항목을 쓸 수 없습니다.",
        "이 항목을 빼십시오. “{decision}” 결정에 쓰는 항목: {known}.",
    ),
    "audit_broken": Wording(
        "The audit log does not fit from event {value} on: it was changed, or events were taken out.",
        "Keep the database as it is and compare it with a backup; “matcher audit list” shows the events around.",
        "감사 기록이 {value}번부터 맞지 않습니다. 기록이 바뀌었거나 빠졌습니다.",
        "데이터베이스를 그대로 보존하고 백업과 비교하십시오. “matcher audit list”로 앞뒤 기록을 볼 수 있습니다.",
    ),
    "audit_not_as_signed": Wording(
        "The audit log is not the one that was signed on {day} UTC: it had {count} events up to number {value} then, "
        "and of those some were changed, added, renumbered or taken out; it has {now} now.",
        "Keep the database as it is; compare it with a backup of that day, and this checkpoint with earlier ones.",
        "감사 기록이 {day}(UTC)에 서명한 기록과 다릅니다. 당시에는 {value}번까지 {count}건이었고, 그 가운데 일부가 "
        "바뀌었거나 끼어들었거나 번호가 달라졌거나 빠졌습니다. 지금은 {now}건입니다.",
        "데이터베이스를 그대로 보존하고 그날의 백업과, 이 확인서를 이전 확인서와 비교하십시오.",
    ),
    "checkpoint_unreadable": Wording(
        "This is no checkpoint of the audit log ({form}).",
        "Give a file that “matcher audit checkpoint” or the worker wrote, as it was written.",
        "감사 기록 확인서({form})가 아닙니다.",
        "“matcher audit checkpoint”나 작업 프로세스가 쓴 파일을 그대로 지정하십시오.",
    ),
    "checkpoint_forged": Wording(
        "The checkpoint was changed after it was signed: its signature does not fit.",
        "Do not rely on it; take the copy that was kept elsewhere.",
        "확인서가 서명된 뒤에 바뀌었습니다. 서명이 맞지 않습니다.",
        "이 파일을 믿지 말고 따로 보관한 사본을 쓰십시오.",
    ),
    "checkpoint_of_another_key": Wording(
        "The checkpoint names the key {value}, and {key} was to be expected.",
        "Give the public key of the installation that signed it, with “--key”.",
        "확인서의 키는 {value}이지만, 확인에 쓴 키는 {key}입니다.",
        "서명한 곳의 공개 키를 “--key”로 지정하십시오.",
    ),
    "checkpoint_there": Wording(
        "{value} is there already, and a checkpoint is never written over.",
        "Name a new file.",
        "{value} 파일이 이미 있습니다. 확인서는 덮어쓰지 않습니다.",
        "새 파일 이름을 지정하십시오.",
    ),
    "checkpoint_not_written": Wording(
        "The checkpoint cannot be written to {value} ({cause}).",
        "Name a file in a folder that is there and may be written.",
        "확인서를 {value}에 쓸 수 없습니다({cause}).",
        "쓸 수 있는 폴더의 파일을 지정하십시오.",
    ),
    "audit_key_unusable": Wording(
        "{value} cannot be used as a key for the audit log: it is not there, not readable, or no Ed25519 key in PEM.",
        "Check the path and who may read it. “matcher audit key” prints the public key; the private one is made at the "
        "first checkpoint.",
        "{value}을(를) 감사 기록의 키로 쓸 수 없습니다. 파일이 없거나 읽을 수 없거나 PEM 형식의 Ed25519 키가 아닙니다.",
        "경로와 읽기 권한을 확인하십시오. 공개 키는 “matcher audit key”로 볼 수 있고, "
        "개인 키는 첫 확인서를 쓸 때 만들어집니다.",
    ),
}
