"""Sentences for problems of registrations, profiles and brochures."""

from __future__ import annotations

from corpus.wording.brochures import WORDING as BROCHURES
from corpus.wording.entry import Wording

WORDING: dict[str, Wording] = {
    **BROCHURES,
    "company_not_verified": Wording(
        "The company {value} registered itself, and no officer has verified it yet.",
        "Verify it in the queue of registrations; that makes it live.",
        "{value} 기업은 스스로 등록하였으며 아직 담당자의 확인을 받지 않았습니다.",
        "등록 신청 목록에서 확인하십시오. 확인하면 공개됩니다.",
    ),
    "company_not_verified_yet": Wording(
        "This is open to verified companies, and no officer has verified yours yet.",
        "Submit the profile; an officer verifies it, and you are told by mail.",
        "확인을 마친 기업만 할 수 있는 작업입니다. 귀사는 아직 담당자의 확인을 받지 않았습니다.",
        "프로필을 제출하십시오. 담당자가 확인한 뒤 이메일로 알려 드립니다.",
    ),
    "nothing_to_submit": Wording(
        "Nothing has been written since the profile was last submitted.",
        "Change the profile first, then submit it.",
        "마지막 제출 이후 고친 내용이 없습니다.",
        "프로필을 먼저 고친 다음 제출하십시오.",
    ),
    "profile_empty": Wording(
        "The profile does not say what the company can do.",
        "Write a summary or at least one capability, then submit.",
        "프로필에 보유 역량이 적혀 있지 않습니다.",
        "요약이나 역량을 하나 이상 적은 다음 제출하십시오.",
    ),
    "profile_not_a_draft": Wording(
        "Version {value} is {status}, and only a draft is written on.",
        "Add a new version as a draft.",
        "버전 {value}은(는) 초안이 아니므로 고칠 수 없습니다(상태: {status}).",
        "새 버전을 초안으로 추가하십시오.",
    ),
    "profile_changed": Wording(
        "This part of the profile was saved elsewhere since you opened it, perhaps in another tab.",
        "Below is what you wrote; what is saved now stands beside it. Save again to keep yours.",
        "이 부분은 화면을 연 뒤에 다른 창이나 다른 사람이 먼저 저장하였습니다.",
        "아래에 입력하신 내용과 지금 저장된 내용이 함께 있습니다. 입력하신 내용을 남기려면 다시 저장하십시오.",
    ),
    "profile_not_published": Wording(
        "No profile is published that could be withdrawn.",
        "A draft can simply be left as it is: nobody but you sees it.",
        "게시된 프로필이 없어 철회할 것이 없습니다.",
        "초안은 그대로 두어도 귀사 외에는 볼 수 없습니다.",
    ),
    "not_withdrawn_by_company": Wording(
        "The company did not withdraw its profile itself, so it cannot bring it back itself.",
        "Where an officer withdrew it, ask the transfer office.",
        "귀사가 철회한 프로필이 아니므로 직접 되돌릴 수 없습니다.",
        "담당자가 철회한 경우에는 기술이전 담당 부서에 문의하십시오.",
    ),
    "company_verified": Wording(
        "The company has been verified; its facts are changed as those of a company on record.",
        "Open the page again and save there.",
        "이미 확인을 마친 기업입니다.",
        "화면을 다시 열고 저장하십시오.",
    ),
    "identity_by_officer": Wording(
        "Name and numbers of a verified company are changed by an officer only.",
        "Leave “{field}” as it is on record, and ask the transfer office to change it.",
        "확인을 마친 기업의 명칭과 등록번호는 담당자만 바꿀 수 있습니다.",
        "“{field}” 항목은 등록된 값 그대로 두고, 변경은 기술이전 담당 부서에 요청하십시오.",
    ),
    "unknown_registration": Wording(
        "There is no registration of a company {value}.",
        "Look it up in the queue of registrations.",
        "{value} 기업의 등록 신청이 없습니다.",
        "등록 신청 목록에서 찾아보십시오.",
    ),
    "registration_not_submitted": Wording(
        "This registration does not wait for a decision: it is {state}.",
        "Open the queue again; somebody may have decided meanwhile.",
        "결정을 기다리는 등록 신청이 아닙니다(상태: {state}).",
        "목록을 다시 여십시오. 그사이 다른 담당자가 결정했을 수 있습니다.",
    ),
    "number_on_record": Wording(
        "A company on record has this business registration number: {id}.",
        "If it is the same one, verify the registration as that company; else return it with a reason.",
        "같은 사업자등록번호의 기업이 이미 등록되어 있습니다: {id}.",
        "같은 기업이면 그 기업으로 확인하고, 아니면 사유를 적어 돌려보내십시오.",
    ),
    "number_of_another": Wording(
        "The company {value} has another business registration number.",
        "Compare both numbers; a registration is verified as a company only where they do not contradict.",
        "{value} 기업의 사업자등록번호가 신청한 번호와 다릅니다.",
        "두 번호를 비교하십시오. 번호가 다르면 그 기업으로 확인할 수 없습니다.",
    ),
    "registered_number_bad": Wording(
        "The business registration number {value} does not carry the right check digit.",
        "Return the registration and ask the company to correct the number.",
        "사업자등록번호 {value}의 검증 숫자가 맞지 않습니다.",
        "등록 신청을 돌려보내고 번호를 바로잡도록 요청하십시오.",
    ),
    "business_number_signs": Wording(
        "A business registration number consists of digits only: “{value}” has other signs.",
        "Write it as on the certificate: 3, 2 and 5 digits, such as 123-45-67890.",
        "사업자등록번호는 숫자로만 적습니다. “{value}”에 다른 글자가 있습니다.",
        "등록증에 적힌 대로 3자리-2자리-5자리로 적으십시오(예: 123-45-67890).",
    ),
    "business_number_digits": Wording(
        "A business registration number has 10 digits: “{value}” has {given}.",
        "Compare it with the certificate: 3, 2 and 5 digits.",
        "사업자등록번호는 10자리입니다. “{value}”은(는) {given}자리입니다.",
        "등록증과 비교하십시오. 3자리-2자리-5자리입니다.",
    ),
    "business_number_group": Wording(
        "Group {group} of “{value}” has {given} digits; it takes {expected}.",
        "Compare group {group} with the certificate: the groups have 3, 2 and 5 digits.",
        "“{value}”의 {group}번째 묶음이 {given}자리입니다. {expected}자리여야 합니다.",
        "{group}번째 묶음을 등록증과 비교하십시오. 3자리-2자리-5자리입니다.",
    ),
    "business_number_check": Wording(
        "The check digit of “{value}” does not fit: a digit is mistyped.",
        "Compare all three groups with the certificate, the last one of five digits first.",
        "“{value}”의 검증 숫자가 맞지 않습니다. 잘못 입력한 숫자가 있습니다.",
        "세 묶음을 모두 등록증과 비교하십시오. 마지막 다섯 자리부터 확인하십시오.",
    ),
    "business_number_swapped": Wording(
        "The check digit of “{value}” does not fit: a digit is mistyped, or two are swapped.",
        "Compare group {group} with the certificate first: two neighbours swapped there would make the number right.",
        "“{value}”의 검증 숫자가 맞지 않습니다. 잘못 입력했거나 순서가 바뀐 숫자가 있습니다.",
        "{group}번째 묶음부터 등록증과 비교하십시오. 이웃한 두 숫자의 순서를 바꾸면 맞는 번호가 됩니다.",
    ),
    "company_name_missing": Wording(
        "The company's name is missing.",
        "Write it as on the registration certificate.",
        "기업명을 적지 않았습니다.",
        "사업자등록증에 적힌 이름을 적으십시오.",
    ),
    "person_missing": Wording(
        "Your own name is missing.",
        "Officers address you by it.",
        "담당자 성명을 적지 않았습니다.",
        "연락받을 분의 성명을 적으십시오.",
    ),
    "consent_needed": Wording(
        "Without your agreement the company cannot be registered.",
        "Read the text and tick the box.",
        "동의하지 않으면 등록할 수 없습니다.",
        "내용을 읽고 동의란에 표시하십시오.",
    ),
    "capability_without_title": Wording(
        "This entry has no name.",
        "Give it a short name, or remove the entry.",
        "이름이 없는 항목입니다.",
        "짧은 이름을 적거나 항목을 삭제하십시오.",
    ),
    "entry_not_acceptable": Wording(
        "What “{field}” holds does not fit there.",
        "Correct it and save again.",
        "“{field}” 항목의 값이 맞지 않습니다.",
        "고친 다음 다시 저장하십시오.",
    ),
    "bad_year": Wording(
        "“{value}” is no year.",
        "Write four digits, such as 2023, or leave it empty.",
        "“{value}”은(는) 연도가 아닙니다.",
        "2023처럼 네 자리로 적거나 비워 두십시오.",
    ),
}
