"""Sentences for problems of backups."""

from __future__ import annotations

from corpus.wording.entry import Wording

WORDING: dict[str, Wording] = {
    "backup_exists": Wording(
        "There is a file {value} already.",
        "Name another file: no backup is replaced.",
        "{value} 파일이 이미 있습니다.",
        "다른 파일 이름을 쓰십시오. 이미 있는 백업은 덮어쓰지 않습니다.",
    ),
    "backup_running": Wording(
        "Another backup or restore of this data folder is under way.",
        "Try again when it has ended.",
        "이 데이터 폴더의 다른 백업이나 복원이 진행 중입니다.",
        "끝난 뒤에 다시 시도하십시오.",
    ),
    "nothing_to_back_up": Wording(
        "There are no records yet in {value}.",
        "Check MATCHER_DATABASE_URL and the data folder.",
        "{value}에 아직 자료가 없습니다.",
        "MATCHER_DATABASE_URL과 데이터 폴더를 확인하십시오.",
    ),
    "no_backup": Wording(
        "{value} is no backup ({detail}).",
        "Name a file that “matcher backup” has written.",
        "{value}은(는) 백업 파일이 아닙니다({detail}).",
        "“matcher backup”으로 만든 파일을 지정하십시오.",
    ),
    "backup_damaged": Wording(
        "The backup is not as it was written: {detail}. Nothing was put in place that could be used.",
        "Take another copy of it, or an earlier backup.",
        "백업이 만들어진 그대로가 아닙니다: {detail}. 쓸 수 있는 것은 아무것도 옮기지 않았습니다.",
        "다른 사본이나 더 이전 백업을 쓰십시오.",
    ),
    "backup_newer": Wording(
        "The backup was made by a later version of this program ({value}).",
        "Restore it with that version or a later one.",
        "이 프로그램의 더 새로운 판으로 만든 백업입니다({value}).",
        "같은 판이나 더 새로운 판으로 복원하십시오.",
    ),
    "other_database": Wording(
        "The backup holds a database of the kind {value}, and here is one of the kind {here}.",
        "Set MATCHER_DATABASE_URL to a new database of that kind.",
        "백업의 데이터베이스 종류는 {value}인데 여기는 {here}입니다.",
        "MATCHER_DATABASE_URL을 같은 종류의 새 데이터베이스로 정하십시오.",
    ),
    "database_there": Wording(
        "There is a database already: {value}.",
        "Restore into another data folder (--data-dir) or an empty database; or end all processes and move this away.",
        "데이터베이스가 이미 있습니다: {value}.",
        "다른 데이터 폴더(--data-dir)나 빈 데이터베이스에 복원하거나, 모든 프로세스를 끝내고 옮기십시오.",
    ),
    "index_there": Wording(
        "There is an index already, which would not fit the records that are restored: {value}.",
        "Move that folder away; “matcher rebuild” makes another.",
        "복원할 자료와 맞지 않는 색인이 이미 있습니다: {value}.",
        "그 폴더를 옮기십시오. “matcher rebuild”로 다시 만들 수 있습니다.",
    ),
    "database_damaged": Wording(
        "The database {value} is damaged: {detail}",
        "Restore a backup into another data folder; keep this file, some of it may be read yet.",
        "데이터베이스 {value}이(가) 손상되었습니다: {detail}",
        "다른 데이터 폴더에 백업을 복원하십시오. 일부를 읽을 수 있으니 이 파일은 보관하십시오.",
    ),
    "program_missing": Wording(
        "The program {value} is not on this machine.",
        "Install PostgreSQL’s client programs of the server’s version or later (Debian: postgresql-client).",
        "이 컴퓨터에 {value} 프로그램이 없습니다.",
        "서버와 같거나 더 새로운 판의 PostgreSQL 클라이언트 프로그램을 설치하십시오(데비안: postgresql-client).",
    ),
    "program_failed": Wording(
        "{value} did not succeed: {detail}",
        "Check the database’s address, its rights and that the program is not older than the server.",
        "{value} 실행이 실패했습니다: {detail}",
        "데이터베이스 주소와 권한, 그리고 프로그램이 서버보다 오래되지 않았는지 확인하십시오.",
    ),
}
