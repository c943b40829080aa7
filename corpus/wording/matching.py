"""Sentences for problems of questions and evaluations."""

from __future__ import annotations

from corpus.wording.entry import Wording

WORDING: dict[str, Wording] = {
    "query_empty": Wording(
        "The query holds no word.",
        "Describe in a sentence or two what is offered or wanted, in Korean or English.",
        "검색어에 낱말이 없습니다.",
        "제공하거나 찾는 기술을 한국어나 영어로 한두 문장 적어 주십시오.",
    ),
    "query_too_long": Wording(
        "The query has {characters:,} characters; at most {limit:,} are read.",
        "Shorten it to the part that states the requirement, or import it as a need and match that.",
        "검색어가 {characters:,}자입니다. 최대 {limit:,}자까지 읽습니다.",
        "요구사항을 적은 부분만 남기거나, 수요로 등록한 뒤 그 수요로 검색하십시오.",
    ),
    "bad_top": Wording(
        "{value} matches cannot be asked for.",
        "Ask for 1 to {limit}.",
        "{value}건은 요청할 수 없습니다.",
        "1부터 {limit}까지 요청하십시오.",
    ),
    "one_source": Wording(
        "A match starts from exactly one thing: a patent, a company, a need or a text.",
        "Give one of them, and only one.",
        "검색의 출발점은 특허, 기업, 수요, 문장 가운데 하나여야 합니다.",
        "그중 하나만 지정하십시오.",
    ),
    "not_a_folder": Wording(
        "{value} is not a folder.",
        "Name a folder that holds corpus.jsonl, queries.jsonl and qrels.tsv (gzipped or not).",
        "{value}은(는) 폴더가 아닙니다.",
        "corpus.jsonl, queries.jsonl, qrels.tsv가 든 폴더를 지정하십시오(gzip 가능).",
    ),
    "evaluation_file_missing": Wording(
        "The folder {value} has no {field}.",
        "Put {field} there; it may end in .gz or have .test before the ending.",
        "폴더 {value}에 {field}이(가) 없습니다.",
        "{field}을(를) 넣으십시오. .gz로 끝나거나 확장자 앞에 .test가 있어도 됩니다.",
    ),
    "evaluation_unreadable": Wording(
        "{field} cannot be read: {value}.",
        "Check that the file is whole, UTF-8, and gzipped if its name ends in .gz.",
        "{field}을(를) 읽을 수 없습니다: {value}.",
        "파일이 온전한지, UTF-8인지, 이름이 .gz로 끝나면 gzip인지 확인하십시오.",
    ),
    "evaluation_row": Wording(
        "Line {line} of {field} is not of the form: {value}",
        "Corpus and query lines are JSON objects with `_id`; qrels lines are query id, corpus id and grade, by tabs.",
        "{field}의 {line}번째 줄이 형식에 맞지 않습니다: {value}",
        "corpus와 queries의 줄은 `_id`가 있는 JSON 객체, qrels의 줄은 탭으로 나눈 질의 id, 문서 id, 등급입니다.",
    ),
    "evaluation_empty": Wording(
        "The corpus in {value} holds no record.",
        "Give at least one row in {field}.",
        "{value}의 말뭉치에 기록이 없습니다.",
        "{field}에 한 줄 이상 넣으십시오.",
    ),
    "evaluation_unjudged": Wording(
        "No query in {value} has a judgement.",
        "The first column of {field} must hold the `_id`s of the queries.",
        "{value}에 판정이 있는 질의가 없습니다.",
        "{field}의 첫 열은 질의의 `_id`여야 합니다.",
    ),
    "bad_receipt": Wording(
        "This is not a receipt that can be asked again.",
        "Give the receipt as it came with the match; for a long text also the text itself.",
        "다시 질의할 수 있는 근거 기록이 아닙니다.",
        "매칭 결과와 함께 받은 근거 기록을 그대로 주십시오. 긴 글로 질의했다면 그 글도 함께 주십시오.",
    ),
    "generation_of_other_model": Wording(
        "Generation {value} was made with another model than the one that runs.",
        "Run the service with the receipt's model, or ask anew.",
        "세대 {value}은(는) 지금과 다른 모델로 만든 것입니다.",
        "근거 기록의 모델로 서비스를 실행하거나 새로 질의하십시오.",
    ),
    "unknown_version": Wording(
        "Record {id} has no version {value}.",
        "Take one of the versions that the record's page lists.",
        "레코드 {id}에 버전 {value}이(가) 없습니다.",
        "레코드 화면에 나열된 버전 가운데서 고르십시오.",
    ),
    "sme_share_of_companies": Wording(
        "A share of small companies can only be asked for where companies are looked for.",
        "Leave “sme_share” out, or look for companies.",
        "중소기업 비율은 기업을 찾을 때만 정할 수 있습니다.",
        "“sme_share”를 빼거나 기업을 찾으십시오.",
    ),
}
