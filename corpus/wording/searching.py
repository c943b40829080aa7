"""Sentences for problems of searching."""

from __future__ import annotations

from corpus.wording.entry import Wording

WORDING: dict[str, Wording] = {
    "model_unavailable": Wording(
        "The language model {value} cannot be loaded: {detail}.",
        "Check the model's name or directory, and that it was downloaded; `bundled` always works.",
        "언어 모델 {value}을(를) 불러올 수 없습니다: {detail}.",
        "모델 이름이나 폴더, 다운로드 여부를 확인하십시오. `bundled`는 항상 사용할 수 있습니다.",
    ),
    "encoder_mismatch": Wording(
        "The index was made with the model {made_with}, but this service runs {running}.",
        "Rebuild the index, or set the model back to the one it was made with.",
        "색인은 {made_with} 모델로 만들어졌으나 현재 서비스는 {running} 모델을 사용합니다.",
        "색인을 다시 만들거나 모델 설정을 색인을 만든 모델로 되돌리십시오.",
    ),
    "index_damaged": Wording(
        "The index is damaged at {field} ({detail}).",
        "Roll back to an earlier generation (`matcher index rollback`) or rebuild (`matcher rebuild --full`).",
        "색인의 {field} 부분이 손상되었습니다({detail}).",
        "이전 세대로 되돌리거나(`matcher index rollback`) 색인을 다시 만드십시오(`matcher rebuild --full`).",
    ),
    "vectors_unavailable": Wording(
        "The server that keeps the index's vectors ({value}) does not answer.",
        "Try again in a moment: the service goes on by itself once it answers. Operators: see `matcher doctor`.",
        "색인의 벡터를 보관하는 서버({value})가 응답하지 않습니다.",
        "잠시 후 다시 시도하십시오. 서버가 응답하면 자동으로 재개됩니다. 운영자는 `matcher doctor`를 확인하십시오.",
    ),
    "vectors_elsewhere": Wording(
        "The index's vectors are to be in “{value}”, for which no address is set.",
        "Set MATCHER_MILVUS_URI, or MATCHER_VECTORS=files and rebuild (`matcher rebuild`).",
        "색인의 벡터를 “{value}”에 두어야 하지만 주소가 설정되지 않았습니다.",
        "MATCHER_MILVUS_URI를 설정하거나, MATCHER_VECTORS=files 로 바꾸고 색인을 다시 만드십시오(`matcher rebuild`).",
    ),
    "vectors_driver_missing": Wording(
        "Vectors in “{value}” need the Python module {module}, which is not installed.",
        "Install it with pip install 'civil-military-matcher[milvus]', or set MATCHER_VECTORS=files.",
        "“{value}”에 벡터를 두려면 Python 모듈 {module}이(가) 필요하지만 설치되어 있지 않습니다.",
        "pip install 'civil-military-matcher[milvus]' 로 설치하거나 MATCHER_VECTORS=files 로 설정하십시오.",
    ),
    "models_damaged": Wording(
        "The learnt file {field} cannot be used ({detail}).",
        "Learn anew with `matcher tune`, or remove the file: the shipped weights serve then.",
        "학습된 파일 {field}을(를) 사용할 수 없습니다({detail}).",
        "`matcher tune`으로 다시 학습하거나 파일을 지우십시오. 그러면 기본 제공 가중치를 사용합니다.",
    ),
    "index_format": Wording(
        "The index generation {value} has format {found}; this version reads format {known}.",
        "Rebuild the index with this version (`matcher rebuild`).",
        "색인 세대 {value}의 형식은 {found}이며, 이 버전은 형식 {known}만 읽습니다.",
        "이 버전으로 색인을 다시 만드십시오(`matcher rebuild`).",
    ),
    "cache_unavailable": Wording(
        "The vector cache {value} cannot be used: {detail}.",
        "Check free disk space and the permissions of the index folder, then try again.",
        "벡터 캐시 {value}을(를) 사용할 수 없습니다: {detail}.",
        "디스크 여유 공간과 색인 폴더의 권한을 확인한 뒤 다시 시도하십시오.",
    ),
    "cluster_unavailable": Wording(
        "The encoding cluster “{value}” cannot be used: {detail}.",
        "Check that it runs, its address (MATCHER_RAY_ADDRESS), its token (MATCHER_RAY_TOKEN), and that it has the "
        "versions of this machine (`pip install 'civil-military-matcher[ray]'`); or rebuild with `--engine local`.",
        "부호화 클러스터 “{value}”을(를) 사용할 수 없습니다: {detail}.",
        "클러스터의 실행 여부, 주소(MATCHER_RAY_ADDRESS), 토큰(MATCHER_RAY_TOKEN), 이 컴퓨터와 같은 버전인지"
        "(`pip install 'civil-military-matcher[ray]'`) 확인하거나 `--engine local`로 색인을 만드십시오.",
    ),
    "cluster_failed": Wording(
        "Encoding on the cluster “{value}” did not come to its end: {detail}.",
        "What was encoded is kept: rebuild again and it goes on from there, or rebuild with `--engine local`.",
        "클러스터 “{value}”의 부호화가 끝나지 못했습니다: {detail}.",
        "부호화된 것은 보존됩니다. 색인 작업을 다시 실행하면 이어서 진행합니다. `--engine local`로 만들 수도 있습니다.",
    ),
    "cluster_without_token": Wording(
        "The encoding cluster {value} is named, but no token for it.",
        "Start the cluster with token authentication, without which whoever reaches it runs code on it, and set "
        "MATCHER_RAY_TOKEN.",
        "부호화 클러스터 {value}의 주소만 있고 토큰이 없습니다.",
        "클러스터를 토큰 인증으로 시작하고 MATCHER_RAY_TOKEN을 설정하십시오. "
        "토큰 인증이 없으면 누구나 클러스터에서 코드를 실행할 수 있습니다.",
    ),
    "not_indexed": Wording(
        "The record {value} is not in the index.",
        "Check the identifier; a record just imported in bulk appears after the next rebuild.",
        "레코드 {value}이(가) 색인에 없습니다.",
        "식별자를 확인하십시오. 대량으로 가져온 레코드는 다음 색인 작업 후에 나타납니다.",
    ),
    "duplicate_document": Wording(
        "The record {value} was delivered to the index twice.",
        "Run the rebuild again; if it persists, check the records for duplicate identifiers.",
        "레코드 {value}이(가) 색인에 두 번 전달되었습니다.",
        "색인을 다시 만들고, 문제가 계속되면 식별자 중복을 확인하십시오.",
    ),
    "empty_document": Wording(
        "The record {value} has no text to index.",
        "Give it at least a title.",
        "레코드 {value}에 색인할 텍스트가 없습니다.",
        "최소한 제목을 입력하십시오.",
    ),
    "bad_collection": Wording(
        "{value} is not a valid collection name.",
        "Use lower-case letters, digits, `-` and `_`, at most 41 characters.",
        "{value}은(는) 올바른 컬렉션 이름이 아닙니다.",
        "영문 소문자, 숫자, `-`, `_`를 41자 이내로 사용하십시오.",
    ),
    "unknown_generation": Wording(
        "There is no index generation {value}.",
        "List the generations with `matcher index status`.",
        "색인 세대 {value}이(가) 없습니다.",
        "`matcher index status`로 세대 목록을 확인하십시오.",
    ),
    "no_earlier_generation": Wording(
        "There is no earlier index generation that verifies.",
        "Rebuild the index (`matcher rebuild --full`).",
        "검증되는 이전 색인 세대가 없습니다.",
        "색인을 다시 만드십시오(`matcher rebuild --full`).",
    ),
    "bad_generations": Wording(
        "{value} does not name generations of the index.",
        "Give them as an answer names them, for example `public:20250101T000000.000Z-abcdef`.",
        "{value}은(는) 올바른 색인 세대 표기가 아닙니다.",
        "답변에 표시된 그대로 입력하십시오. 예: `public:20250101T000000.000Z-abcdef`.",
    ),
    "unknown_label": Wording(
        "There is no label {value} here; there are: {known}.",
        "Use one of these.",
        "레이블 {value}이(가) 없습니다. 사용할 수 있는 레이블: {known}.",
        "목록에 있는 레이블을 사용하십시오.",
    ),
    "rebuild_running": Wording(
        "Another process is building or changing this index.",
        "Wait until it has finished, then try again.",
        "다른 프로세스가 이 색인을 만들거나 변경하고 있습니다.",
        "작업이 끝난 뒤 다시 시도하십시오.",
    ),
}
