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
    "bad_sign_in": Wording(
        "Name and password do not fit each other.",
        "Check both; with “Forgotten your password?” you choose another one.",
        "계정 이름 또는 비밀번호가 맞지 않습니다.",
        "다시 확인하십시오. 비밀번호를 잊은 경우 ‘비밀번호를 잊으셨습니까?’에서 다시 정할 수 있습니다.",
    ),
    "bad_password": Wording(
        "This is not your present password.",
        "Type the password with which you sign in now.",
        "현재 비밀번호가 맞지 않습니다.",
        "지금 로그인할 때 쓰는 비밀번호를 입력하십시오.",
    ),
    "bad_code": Wording(
        "This code is not valid, or was used before.",
        "Wait for the next code of your authenticator; check that the clock of your phone is right.",
        "코드가 맞지 않거나 이미 사용되었습니다.",
        "인증 앱에 다음 코드가 표시되면 입력하십시오. 휴대전화의 시각이 맞는지도 확인하십시오.",
    ),
    "too_many_attempts": Wording(
        "This was tried too often.",
        "Try again in {minutes} minutes.",
        "시도 횟수가 너무 많습니다.",
        "{minutes}분 뒤에 다시 시도하십시오.",
    ),
    "password_too_short": Wording(
        "The password is too short.",
        "Take at least {least} characters, such as four words that do not belong together.",
        "비밀번호가 너무 짧습니다.",
        "서로 관계없는 낱말 몇 개를 이어 {least}자 이상으로 정하십시오.",
    ),
    "password_too_long": Wording(
        "The password is too long.",
        "Take at most {most} characters.",
        "비밀번호가 너무 깁니다.",
        "{most}자 이하로 정하십시오.",
    ),
    "password_has_name": Wording(
        "The password is little more than your name or address.",
        "Take words that have nothing to do with you.",
        "비밀번호가 계정 이름이나 이메일 주소와 너무 비슷합니다.",
        "본인과 관계없는 낱말로 정하십시오.",
    ),
    "password_common": Wording(
        "This password is easily guessed: many had it, or it is made of common words, a row of keys or one sign.",
        "Take words that do not belong together.",
        "쉽게 알아낼 수 있는 비밀번호입니다. 많이 쓰인 것이거나 흔한 낱말, 자판 순서, 같은 글자의 반복입니다.",
        "서로 관계없는 낱말 여러 개로 정하십시오.",
    ),
    "passwords_differ": Wording(
        "The two passwords are not the same.",
        "Type the new password twice.",
        "두 비밀번호가 서로 다릅니다.",
        "새 비밀번호를 두 번 똑같이 입력하십시오.",
    ),
    "no_password": Wording(
        "This account has no password.",
        "Ask an administrator for a link to choose one.",
        "비밀번호가 없는 계정입니다.",
        "비밀번호를 정할 수 있는 링크를 관리자에게 요청하십시오.",
    ),
    "factor_there": Wording(
        "This account has a second factor already.",
        "Take it away first, or ask an administrator to.",
        "2단계 인증이 이미 설정되어 있습니다.",
        "먼저 해제하거나 관리자에게 해제를 요청하십시오.",
    ),
    "no_factor": Wording(
        "This account has no second factor.",
        "It can be set up on the page of the own account.",
        "2단계 인증이 설정되어 있지 않습니다.",
        "내 계정 화면에서 설정할 수 있습니다.",
    ),
    "factor_required": Wording(
        "Your role needs a second factor.",
        "For another phone ask an administrator to take it away; you set it up anew at the next sign-in.",
        "이 역할은 2단계 인증을 해제할 수 없습니다.",
        "휴대전화를 바꾸었다면 관리자에게 해제를 요청하고 다음 로그인 때 다시 설정하십시오.",
    ),
    "email_taken": Wording(
        "Another account has the address “{value}”.",
        "Take another address, or look for that account.",
        "“{value}” 주소는 다른 계정에서 쓰고 있습니다.",
        "다른 주소를 입력하거나 해당 계정을 찾아보십시오.",
    ),
    "subject_taken": Wording(
        "This single sign-on is tied to another account.",
        "Shut the other account out or ask its holder.",
        "이 통합 로그인은 다른 계정에 연결되어 있습니다.",
        "연결된 계정의 담당자에게 확인하십시오.",
    ),
    "own_account": Wording(
        "Nobody does this to the own account.",
        "Ask another administrator.",
        "자신의 계정에는 할 수 없는 작업입니다.",
        "다른 관리자에게 요청하십시오.",
    ),
    "token_reads_only": Wording(
        "This token may only read.",
        "Use a token that may write as well.",
        "읽기 전용 토큰입니다.",
        "쓰기도 할 수 있는 토큰을 사용하십시오.",
    ),
    "sign_on_missing": Wording(
        "No single sign-on is set.",
        "Set {field} and MATCHER_OIDC_CLIENT_ID, and install the extra “oidc”.",
        "통합 로그인이 설정되어 있지 않습니다.",
        "{field}, MATCHER_OIDC_CLIENT_ID를 설정하고 “oidc” 추가 패키지를 설치하십시오.",
    ),
    "sign_on_away": Wording(
        "The single sign-on does not answer ({value}).",
        "Try again later, or sign in with your password.",
        "통합 로그인 서버가 응답하지 않습니다({value}).",
        "잠시 뒤 다시 시도하거나 비밀번호로 로그인하십시오.",
    ),
    "sign_on_refused": Wording(
        "The answer of the single sign-on cannot be used ({cause}).",
        "Begin again from the sign-in page.",
        "통합 로그인의 응답을 사용할 수 없습니다({cause}).",
        "로그인 화면에서 다시 시작하십시오.",
    ),
    "sign_on_unknown": Wording(
        "No account belongs to this single sign-on.",
        "Ask an administrator for an invitation to the address that the single sign-on knows, and confirm it.",
        "이 통합 로그인에 연결된 계정이 없습니다.",
        "통합 로그인에 등록된 이메일 주소로 초대를 요청하여 확인을 마친 뒤 다시 시도하십시오.",
    ),
}
