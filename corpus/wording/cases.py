"""Sentences for problems of cases."""

from __future__ import annotations

from corpus.wording.entry import Wording

WORDING: dict[str, Wording] = {
    "unknown_case": Wording(
        "There is no case {value}.",
        "Look it up in the list of cases.",
        "{value} 사례가 없습니다.",
        "사례 목록에서 확인하십시오.",
    ),
    "unknown_document": Wording(
        "The case has no document {value}.",
        "Load the case again and choose from its documents.",
        "이 사례에는 {value}번 문서가 없습니다.",
        "사례를 다시 불러와 문서 목록에서 고르십시오.",
    ),
    "case_subject_kind": Wording(
        "A case cannot be about “{value}”.",
        "Open it on a patent or a need: {known}.",
        "“{value}”에 대해서는 사례를 열 수 없습니다.",
        "특허나 수요로 여십시오: {known}.",
    ),
    "case_exists": Wording(
        "This pair has a case that is not finished: {value}.",
        "Go on with that one, or decline it first.",
        "이 기업과 기술에는 끝나지 않은 사례 {value}이(가) 있습니다.",
        "그 사례를 이어서 진행하거나 먼저 종료하십시오.",
    ),
    "too_many_cases": Wording(
        "{limit} cases of this company are open already.",
        "Wait for an answer on these, or withdraw some.",
        "이 기업이 신청하여 진행 중인 사례가 이미 {limit}건입니다.",
        "답변을 기다리거나 일부를 철회하십시오.",
    ),
    "case_changed": Wording(
        "Somebody has changed {reference} since this page was loaded.",
        "Look at how it stands now, then decide again.",
        "이 화면을 연 뒤에 다른 담당자가 {reference} 사례를 변경했습니다.",
        "현재 상태를 확인한 뒤 다시 결정하십시오.",
    ),
    "case_step": Wording(
        "The stage “{to_en}” does not follow “{stage_en}”.",
        "What may follow: {known_en}.",
        "“{stage_ko}” 단계에서 “{to_ko}” 단계로 갈 수 없습니다.",
        "갈 수 있는 단계: {known_ko}.",
    ),
    "case_note_missing": Wording(
        "This step wants words: why it goes from “{stage_en}” to “{to_en}”.",
        "Say it in a sentence; officials alone read it.",
        "“{stage_ko}”에서 “{to_ko}”(으)로 가는 사유가 필요합니다.",
        "한 문장으로 적으십시오. 담당자만 볼 수 있습니다.",
    ),
    "case_concluded": Wording(
        "The case is concluded (“{stage_en}”).",
        "Reopen it first, or open a new one.",
        "이미 종결된 사례입니다(“{stage_ko}”).",
        "먼저 재개하거나 새 사례를 여십시오.",
    ),
    "case_not_declined": Wording(
        "Only a declined case is reopened; this one stands at “{stage_en}”.",
        "Move it to another stage instead.",
        "종료된 사례만 재개할 수 있습니다. 현재 단계는 “{stage_ko}”입니다.",
        "단계를 변경하십시오.",
    ),
    "case_booked": Wording(
        "Money is booked on this case, so it cannot go back before its licence.",
        "Void the bookings first, with the reason.",
        "이 사례에 기록된 약정이 있어 기술이전 계약 이전 단계로 되돌릴 수 없습니다.",
        "먼저 사유를 적어 약정을 취소하십시오.",
    ),
    "case_not_licensed": Wording(
        "Nothing can be booked or followed up before the case is licensed; it stands at “{stage_en}”.",
        "Move the case to “licensed” first.",
        "기술이전 계약 전에는 약정이나 후속 조치를 기록할 수 없습니다. 현재 단계는 “{stage_ko}”입니다.",
        "먼저 기술이전 계약 단계로 옮기십시오.",
    ),
    "case_owner": Wording(
        "“{value}” cannot own a case.",
        "Name an officer whose account is in use.",
        "“{value}”은(는) 사례 담당자가 될 수 없습니다.",
        "사용 중인 담당관 계정을 지정하십시오.",
    ),
    "case_due_past": Wording(
        "{value} is past.",
        "Give the day by which the next step is to be done.",
        "{value}은(는) 지난 날짜입니다.",
        "다음 조치를 마칠 날짜를 넣으십시오.",
    ),
    "case_subject_blocked": Wording(
        "The reviewer has blocked {subject}: nobody but officials may know of it.",
        "Decline the case, or ask the reviewer to decide anew.",
        "보안 검토자가 {subject}을(를) 차단했습니다. 담당자 외에는 알 수 없습니다.",
        "사례를 종료하거나 보안 검토자에게 재심사를 요청하십시오.",
    ),
    "case_subject_lapsed": Wording(
        "The determination of {subject} has expired: no agreement is made on it.",
        "Ask the reviewer to register the new determination, then go on.",
        "{subject}의 판정이 만료되어 합의를 진행할 수 없습니다.",
        "보안 검토자에게 새 판정 등록을 요청한 뒤 진행하십시오.",
    ),
    "case_subject_restricted": Wording(
        "{subject} is for officials only: a company cannot license what it may not know of.",
        "Ask the reviewer to release it to verified companies before the licence. Until then say nothing of it.",
        "{subject}은(는) 담당자 한정입니다. 기업이 알 수 없는 기술은 이전할 수 없습니다.",
        "계약 전에 보안 검토자에게 확인된 기업 공개를 요청하십시오. 그때까지 내용을 알리지 마십시오.",
    ),
    "case_subject_hint": Wording(
        "A hint of export or secrecy control stands against {subject}, and nobody has decided on it.",
        "Ask the reviewer before an agreement is made.",
        "{subject}에 수출 또는 비밀 통제의 단서가 있고 아직 결정되지 않았습니다.",
        "합의 전에 보안 검토자에게 확인하십시오.",
    ),
    "case_subject_withdrawn": Wording(
        "{subject} has been withdrawn from the records.",
        "Find out why before the case goes on.",
        "{subject}은(는) 등록이 철회된 레코드입니다.",
        "사례를 진행하기 전에 사유를 확인하십시오.",
    ),
    "case_company_withdrawn": Wording(
        "{company} is not among the live companies: not verified yet, closed, or withdrawn.",
        "Look at its registration before an agreement is made.",
        "{company}은(는) 현재 유효한 기업이 아닙니다. 미확인, 폐업 또는 철회 상태입니다.",
        "합의 전에 등록 상태를 확인하십시오.",
    ),
    "case_no_terms": Wording(
        "Terms are kept from the negotiation on; the case stands at “{stage_en}”.",
        "Move the case on first.",
        "계약 조건은 협상 단계부터 기록합니다. 현재 단계는 “{stage_ko}”입니다.",
        "먼저 단계를 옮기십시오.",
    ),
    "base_fee_over": Wording(
        "The base fee of {value} won is more than {share} % of the development cost ({most:,} won).",
        "Lower the fee, or correct the development cost.",
        "기본료 {value}원은 개발비의 {share}%({most:,}원)를 넘습니다.",
        "기본료를 낮추거나 개발비를 바로잡으십시오.",
    ),
    "case_file_too_large": Wording(
        "“{value}” has {size:,} bytes; at most {limit:,} are taken.",
        "Send a smaller file, or several.",
        "“{value}” 파일이 {size:,}바이트입니다. {limit:,}바이트까지 받습니다.",
        "파일을 줄이거나 나누어 보내십시오.",
    ),
    "document_empty": Wording(
        "“{value}” is empty.",
        "Choose a file with something in it.",
        "“{value}” 파일에 내용이 없습니다.",
        "내용이 있는 파일을 고르십시오.",
    ),
    "document_missing": Wording(
        "No file was chosen.",
        "Choose the file to add.",
        "선택한 파일이 없습니다.",
        "추가할 파일을 고르십시오.",
    ),
    "document_type": Wording(
        "Files such as “{value}” are not taken.",
        "Send one of these: {known}.",
        "“{value}” 형식의 파일은 받지 않습니다.",
        "다음 형식으로 보내십시오: {known}.",
    ),
    "document_disguised": Wording(
        "“{value}” is not what its ending says.",
        "Open the file and save it anew in its own format.",
        "“{value}” 파일의 내용이 확장자와 다릅니다.",
        "파일을 열어 원래 형식으로 다시 저장하십시오.",
    ),
    "too_many_documents": Wording(
        "The case has {limit} documents already.",
        "Put several files into one archive.",
        "이 사례의 문서가 이미 {limit}건입니다.",
        "여러 파일을 하나로 묶어 보내십시오.",
    ),
    "document_not_for_company": Wording(
        "The company may not know of {subject}, so no document of it is shared.",
        "Keep it for officials, or ask the reviewer to release the record to verified companies.",
        "이 기업은 {subject}의 내용을 알 수 없으므로 관련 문서를 공유할 수 없습니다.",
        "담당자용으로 보관하거나 보안 검토자에게 확인된 기업 공개를 요청하십시오.",
    ),
    "too_many_messages": Wording(
        "Your company has written {limit} messages in this case within a day.",
        "Wait for an answer, or send the rest as one document.",
        "하루에 이 사례에 보낼 수 있는 메시지 {limit}건을 모두 보냈습니다.",
        "회신을 기다리거나 나머지 내용을 문서 하나로 보내십시오.",
    ),
}
