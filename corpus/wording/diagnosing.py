"""Sentences for what the doctor finds: settings that do not go together, and what is not kept up."""

from __future__ import annotations

from corpus.wording.entry import Wording

WORDING: dict[str, Wording] = {
    "setting_unknown": Wording(
        "{value} is no setting: nothing reads it.",
        "docs/settings.md lists the names; correct it, or unset it.",
        "{value}은(는) 설정 이름이 아니어서 읽히지 않습니다.",
        "docs/settings.md 의 이름을 확인하여 고치거나 지우십시오.",
    ),
    "setting_alone": Wording(
        "{value} is set without {field}.",
        "Set {field} too, or unset {value}.",
        "{field} 없이 {value}만 설정되어 있습니다.",
        "{field} 값도 설정하거나 {value} 설정을 지우십시오.",
    ),
    "setting_mail_port": Wording(
        "{field} is “{value}”, which mail servers do not speak at port {port}.",
        "Set it to {expected}, or MATCHER_SMTP_PORT to the port that the server has for it.",
        "{field} 값이 “{value}”인데 {port}번 포트의 메일 서버는 그렇게 통신하지 않습니다.",
        "{expected}(으)로 바꾸거나, MATCHER_SMTP_PORT 값을 서버가 쓰는 포트로 바꾸십시오.",
    ),
    "setting_needs_extra": Wording(
        "{field} is set, and the extra “{extra}” is not installed.",
        "pip install 'civil-military-matcher[{extra}]'",
        "{field} 값이 있는데 추가 구성 “{extra}”이(가) 설치되어 있지 않습니다.",
        "pip install 'civil-military-matcher[{extra}]'",
    ),
    "setting_idle": Wording(
        "{field} is {value}, longer than a session of {hours} hours lasts.",
        "Lower it, or raise MATCHER_SESSION_HOURS.",
        "{field} 값 {value}분이 세션 수명 {hours}시간보다 깁니다.",
        "값을 줄이거나 MATCHER_SESSION_HOURS 값을 늘리십시오.",
    ),
    "setting_late_rebuild": Wording(
        "{field} is {value}, and only {most} records are searched beside the index.",
        "Set it to {most} at most.",
        "{field} 값이 {value}인데 색인 밖에서는 {most}건까지만 검색됩니다.",
        "{most} 이하로 설정하십시오.",
    ),
    "setting_no_golden": Wording(
        "{field} is {value}, where no queries.jsonl lies.",
        "Name the folder with queries.jsonl and qrels.tsv, or unset it.",
        "{field} 값 {value} 폴더에 queries.jsonl 파일이 없습니다.",
        "queries.jsonl과 qrels.tsv가 있는 폴더를 적거나 설정을 지우십시오.",
    ),
    "setting_development": Wording(
        "The service is open to others, and {field} is “{value}”: nothing keeps it from starting unsafe.",
        "Set {field} to production.",
        "외부에 열린 서비스인데 {field} 값이 “{value}”라서 위험한 설정으로도 시작됩니다.",
        "{field} 값을 production으로 설정하십시오.",
    ),
    "index_behind": Wording(
        "{count} records wait for a rebuild; {most} at most are searched beside the index.",
        "Run “matcher rebuild”, and see why the worker does not.",
        "{count}건이 색인 재구성을 기다립니다. 색인 밖에서는 {most}건까지만 검색됩니다.",
        "“matcher rebuild”를 실행하고, 작업 프로세스가 왜 하지 않았는지 확인하십시오.",
    ),
    "index_overdue": Wording(
        "The rebuild that was due at {value} has not begun.",
        "Start “matcher worker”, or run “matcher rebuild”.",
        "{value}에 예정된 색인 재구성이 시작되지 않았습니다.",
        "“matcher worker”를 시작하거나 “matcher rebuild”를 실행하십시오.",
    ),
    "worker_never_seen": Wording(
        "No worker has ever been seen: nobody rebuilds, scans or sends letters.",
        "Start “matcher worker”.",
        "작업 프로세스가 한 번도 실행되지 않아 재구성, 점검, 메일 발송을 하지 않습니다.",
        "“matcher worker”를 시작하십시오.",
    ),
    "worker_gone": Wording(
        "No worker has been seen since {value}.",
        "Start “matcher worker”, and see in its log why it ended.",
        "{value} 이후로 작업 프로세스가 보이지 않습니다.",
        "“matcher worker”를 시작하고, 왜 끝났는지 로그를 확인하십시오.",
    ),
    "lease_dead": Wording(
        "“{job}” is held by {value}, which does not run any more.",
        "Start “matcher worker”: it takes the job up again.",
        "이미 끝난 {value}이(가) “{job}” 작업을 쥐고 있습니다.",
        "“matcher worker”를 시작하면 이어서 처리합니다.",
    ),
    "job_failed": Wording(
        "The last run of “{job}” failed: {value}",
        "Mend what it names; the next run follows by itself, or asked for on the page of jobs.",
        "“{job}” 작업의 마지막 실행이 실패했습니다: {value}",
        "원인을 고치십시오. 다음 실행은 자동으로, 또는 작업 화면에서 요청하면 시작됩니다.",
    ),
    "letters_lost": Wording(
        "{count} letters of the last {days} days were given up.",
        "Check MATCHER_SMTP_HOST and the mail server's log, then send invitations and resets again.",
        "최근 {days}일 동안 메일 {count}통을 보내지 못하고 포기했습니다.",
        "MATCHER_SMTP_HOST와 메일 서버 로그를 확인하고, 초대와 재설정 메일을 다시 보내십시오.",
    ),
    "clock_behind": Wording(
        "This machine's clock says {value}, {minutes} minutes before what was last written.",
        "Set the clock, and keep it right with NTP: leases and sessions are compared by it.",
        "이 컴퓨터의 시각 {value}이(가) 마지막 기록보다 {minutes}분 늦습니다.",
        "시각을 맞추고 NTP로 유지하십시오. 작업 권한과 세션이 시각으로 비교됩니다.",
    ),
    "audit_changed": Wording(
        "The audit log does not fit from event {value} on ({count} events).",
        "Keep the database as it is, compare with a backup and the noted checkpoint: somebody changed the log.",
        "감사 기록이 {value}번 항목부터 맞지 않습니다(전체 {count}건).",
        "데이터베이스를 그대로 보존하고 백업 및 기록해 둔 검증값과 비교하십시오. 누군가 기록을 바꾸었습니다.",
    ),
    "files_open": Wording(
        "{value} is open to others of this machine.",
        "chmod {mode} {value}",
        "{value}이(가) 이 컴퓨터의 다른 사용자에게 열려 있습니다.",
        "chmod {mode} {value}",
    ),
}
