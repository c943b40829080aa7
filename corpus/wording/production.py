"""Sentences for settings that production does not start with, and for secrets in files."""

from __future__ import annotations

from corpus.wording.entry import Wording

WORDING: dict[str, Wording] = {
    "secret_twice": Wording(
        "{field} and {value} are both set.",
        "Keep the one in the file and unset {value}.",
        "{field}와(과) {value} 값이 모두 설정되어 있습니다.",
        "파일 쪽만 남기고 {value} 설정을 지우십시오.",
    ),
    "secret_unreadable": Wording(
        "The file of {field}, {value}, cannot be read: {cause}.",
        "Check its path, and that this process may read it.",
        "{field} 파일 {value}을(를) 읽을 수 없습니다: {cause}.",
        "경로와 읽기 권한을 확인하십시오.",
    ),
    "secret_open": Wording(
        "The file of {field}, {value}, is open to everybody on this machine (mode {mode}).",
        "Take it away from others: chmod o-rwx {value}",
        "{field} 파일 {value}이(가) 이 컴퓨터의 모든 사용자에게 열려 있습니다(권한 {mode}).",
        "다른 사용자의 권한을 없애십시오: chmod o-rwx {value}",
    ),
    "production_debug": Wording(
        "{field} is on in production: errors would be told with all they touch.",
        "Unset it.",
        "운영 환경에서 {field} 설정이 켜져 있어 오류 내용이 그대로 드러납니다.",
        "설정을 지우십시오.",
    ),
    "production_log_level": Wording(
        "{field} is “debug” in production: the log would hold what people ask.",
        "Set it to info, or unset it.",
        "운영 환경에서 {field} 값이 “debug”라서 이용자의 질의가 로그에 남습니다.",
        "info로 바꾸거나 설정을 지우십시오.",
    ),
    "production_second_factor": Wording(
        "{field} is “optional” in production: a password alone would open an official's account.",
        "Set it to required, or unset it.",
        "운영 환경에서 {field} 값이 “optional”이라 비밀번호만으로 담당자 계정에 들어올 수 있습니다.",
        "required로 바꾸거나 설정을 지우십시오.",
    ),
    "production_site": Wording(
        "{field} is “{value}” in production: sessions and links need an https:// address.",
        "Set it to the address that readers have, such as https://transfer.example, and put a proxy with TLS in front.",
        "운영 환경에서 {field} 값이 “{value}”입니다. 세션과 링크에는 https:// 주소가 필요합니다.",
        "앞에 TLS 프록시를 두고 이용자가 쓰는 주소(예: https://transfer.example)로 설정하십시오.",
    ),
    "production_any_proxy": Wording(
        "{field} is “{value}” in production: anybody could claim any address and HTTPS.",
        "Name the proxy's own address.",
        "운영 환경에서 {field} 값이 “{value}”라서 누구나 주소와 HTTPS 여부를 꾸며 보낼 수 있습니다.",
        "프록시의 주소를 적으십시오.",
    ),
    "production_no_proxy": Wording(
        "MATCHER_HOST is {host}, and {field} names no proxy beyond this machine: readers would come without TLS.",
        "Listen on 127.0.0.1 behind a proxy on this machine, or name the proxy's address in {field}.",
        "MATCHER_HOST 값이 {host}인데 {field}에 다른 컴퓨터의 프록시가 없어 TLS 없이 접속하게 됩니다.",
        "같은 컴퓨터의 프록시 뒤에서 127.0.0.1로 열거나, {field}에 프록시 주소를 적으십시오.",
    ),
    "production_weak_secret": Wording(
        "The secret of {field} is a placeholder, or shorter than {least} characters.",
        "Make one: python -c 'import secrets; print(secrets.token_urlsafe(32))'",
        "{field}의 비밀 값이 예시용이거나 {least}자보다 짧습니다.",
        "새로 만드십시오: python -c 'import secrets; print(secrets.token_urlsafe(32))'",
    ),
    "production_open_folder": Wording(
        "The folder of {field}, {value}, is open to everybody on this machine.",
        "Take it away from others: chmod o-rwx {value}",
        "{field} 폴더 {value}이(가) 이 컴퓨터의 모든 사용자에게 열려 있습니다.",
        "다른 사용자의 권한을 없애십시오: chmod o-rwx {value}",
    ),
    "production_database_password": Wording(
        "PostgreSQL at {host} is reached without a password.",
        "Set {field}, or name a passfile or a client certificate in MATCHER_DATABASE_URL.",
        "{host}의 PostgreSQL에 비밀번호 없이 접속합니다.",
        "{field} 값을 설정하거나, MATCHER_DATABASE_URL에 passfile이나 클라이언트 인증서를 적으십시오.",
    ),
    "production_database_tls": Wording(
        "PostgreSQL at {host} is reached without TLS that checks its certificate.",
        "Add sslmode=verify-full to {field}; where nobody else is in its network, name it in MATCHER_PRIVATE_HOSTS.",
        "{host}의 PostgreSQL에 인증서를 확인하는 TLS 없이 접속합니다.",
        "{field}에 sslmode=verify-full을 더하십시오. 전용 네트워크라면 MATCHER_PRIVATE_HOSTS에 적으십시오.",
    ),
    "production_mail_tls": Wording(
        "Letters go to {host} without TLS: links in them open accounts.",
        "Set {field} to starttls or tls; where nobody else is in its network, name it in MATCHER_PRIVATE_HOSTS.",
        "계정을 여는 링크가 든 메일을 {host}에 TLS 없이 보냅니다.",
        "{field} 값을 starttls나 tls로 바꾸십시오. 전용 네트워크라면 MATCHER_PRIVATE_HOSTS에 적으십시오.",
    ),
    "production_milvus_tls": Wording(
        "Milvus at {host} is reached without TLS.",
        "Begin {field} with https://; where nobody else is in its network, name it in MATCHER_PRIVATE_HOSTS.",
        "{host}의 Milvus에 TLS 없이 접속합니다.",
        "{field} 값을 https://로 시작하게 하십시오. 전용 네트워크라면 MATCHER_PRIVATE_HOSTS에 적으십시오.",
    ),
    "production_milvus_token": Wording(
        "Milvus at {host} is reached without a token.",
        "Give its user a password there, and set {field}.",
        "{host}의 Milvus에 토큰 없이 접속합니다.",
        "Milvus 사용자에게 비밀번호를 정하고 {field} 값을 설정하십시오.",
    ),
    "production_ray_token": Wording(
        "MATCHER_RAY_ADDRESS names a cluster, and {field} is not set.",
        "Start the cluster with a token and set {field} to it.",
        "MATCHER_RAY_ADDRESS에 클러스터가 있는데 {field} 값이 없습니다.",
        "클러스터를 토큰과 함께 시작하고 {field} 값을 설정하십시오.",
    ),
    "production_issuer": Wording(
        "{field} is {value}: a single sign-on without TLS lets anybody on the way in.",
        "Name its https:// address.",
        "{field} 값이 {value}입니다. TLS 없는 통합 인증은 중간에서 누구나 가로챌 수 있습니다.",
        "https:// 주소를 적으십시오.",
    ),
}
