"""Sentences for problems of uploads and operation."""

from __future__ import annotations

from corpus.wording.entry import Wording

WORDING: dict[str, Wording] = {
    "unknown_upload": Wording(
        "There is no upload {value}.",
        "The list of imports names those that there are.",
        "{value}번 업로드가 없습니다.",
        "가져오기 목록에서 번호를 확인하십시오.",
    ),
    "upload_not_ended": Wording(
        "Upload {value} has not ended yet.",
        "Wait until it has; its page shows how far it is.",
        "{value}번 업로드가 아직 끝나지 않았습니다.",
        "끝날 때까지 기다리십시오. 진행 상황은 해당 화면에 나옵니다.",
    ),
    "upload_gone": Wording(
        "The file “{name}” of upload {value} was removed after its time.",
        "Upload the file again.",
        "{value}번 업로드의 파일 “{name}”은(는) 보관 기간이 지나 삭제되었습니다.",
        "파일을 다시 올리십시오.",
    ),
    "upload_keeps_failing": Wording(
        "The import of “{value}” ended {attempts} times without a word.",
        "The process that imports may lack memory or room on the disk: see the log, then try again on this page.",
        "“{value}” 가져오기가 {attempts}번이나 응답 없이 끝났습니다.",
        "가져오는 프로세스의 메모리나 디스크 공간이 모자랄 수 있습니다. 로그를 확인한 뒤 다시 시도하십시오.",
    ),
    "upload_failed": Wording(
        "The import of “{value}” failed for a reason that is not the file’s ({cause}).",
        "The log has the details; try again on this page.",
        "“{value}” 가져오기가 파일과 무관한 이유로 실패했습니다 ({cause}).",
        "자세한 내용은 로그에 있습니다. 이 화면에서 다시 시도하십시오.",
    ),
    "file_missing": Wording(
        "No file was chosen.",
        "Choose the file to import.",
        "파일을 선택하지 않았습니다.",
        "가져올 파일을 선택하십시오.",
    ),
    "nothing_mended": Wording(
        "No cell was changed.",
        "Change what is wrong in at least one row.",
        "바뀐 칸이 없습니다.",
        "적어도 한 행에서 틀린 값을 고치십시오.",
    ),
    "mend_at_source": Wording(
        "The rejected rows of import {value} are no rows of a table.",
        "Mend them in the source that the file was made from, and upload the file again.",
        "{value}번 가져오기에서 거부된 항목은 표의 행이 아닙니다.",
        "원본 자료에서 고친 뒤 파일을 다시 올리십시오.",
    ),
    "unknown_job": Wording(
        "There is no job “{value}” that can be asked for.",
        "The page of jobs lists those that there are.",
        "요청할 수 있는 작업 “{value}”이(가) 없습니다.",
        "작업 화면에서 이름을 확인하십시오.",
    ),
    "reason_missing": Wording(
        "No reason was given.",
        "Say in a sentence why; it is kept in the audit log.",
        "사유가 없습니다.",
        "사유를 한 문장으로 적으십시오. 감사 기록에 남습니다.",
    ),
    "already_serving": Wording(
        "Generation {value} serves already.",
        "Choose another generation of this tier.",
        "{value} 세대가 이미 쓰이고 있습니다.",
        "이 등급의 다른 세대를 고르십시오.",
    ),
    "too_many_streams": Wording(
        "{limit} progress displays are open already.",
        "The page still shows the state when it is loaded again.",
        "진행 상황 표시가 이미 {limit}개 열려 있습니다.",
        "화면을 다시 불러오면 현재 상태를 볼 수 있습니다.",
    ),
}
