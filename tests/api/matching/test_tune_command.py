"""`matcher tune` from judged questions to the weights that requests are ranked by."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.api.records import company, company_row

COMMON = "controller housing bracket sensor valve gasket bearing spring".split()  # noqa: SIM905 - reads better
QUESTIONS = 60


def judged_folder(folder: Path, *, telling: bool) -> Path:
    """Questions of common words and a rare one. Right is the company that has the rare word, if it is `telling`, else
    one that has the common ones."""
    folder.mkdir()
    corpus, queries, qrels = [], [], ["query-id\tcorpus-id\tscore"]
    for number in range(QUESTIONS):
        common = " ".join(COMMON[(number + step) % len(COMMON)] for step in range(3))
        rare = f"rareword{number} paints boat{number}"
        corpus += [
            {"_id": f"R{number}", "title": f"Rare {number}", "text": rare, "industry": ""},
            {"_id": f"C{number}", "title": f"Common {number}", "text": f"{common} part{number}", "industry": ""},
        ]
        queries.append({"_id": f"q{number}", "title": "", "text": f"{common} rareword{number}"})
        qrels.append(f"q{number}\t{'R' if telling else 'C'}{number}\t1")
    for name, rows in (("corpus", corpus), ("queries", queries)):
        lines = "".join(json.dumps(row) + "\n" for row in rows)
        (folder / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    (folder / "qrels.tsv").write_text("\n".join(qrels) + "\n", encoding="utf-8")
    return folder


def weights_in_use(run: Any, data_dir: Path) -> str:
    companies = data_dir / "companies.jsonl"
    companies.write_text(json.dumps(company_row(company())) + "\n", encoding="utf-8")
    assert run("import", str(companies)).code == 0
    assert run("rebuild").code == 0
    asked = run("match", "--text", "ceramic composite parts", "--to", "companies", "--json")
    assert asked.code == 0, asked.err
    return str(asked.document["matches"][0]["receipt"]["weights"])


def test_what_is_better_elsewhere_is_put_to_use(run: Any, data_dir: Path) -> None:
    assert weights_in_use(run, data_dir) == "full-3"
    told = run("tune", "--from", str(judged_folder(data_dir / "judged", telling=True)), "--no-own", "--json")
    assert told.code == 0, told.err
    found = told.document
    assert found["questions"] == QUESTIONS
    assert 0 < found["held_out"] < QUESTIONS / 2
    assert found["after"] > found["before"]
    assert found["difference"]["low"] > 0
    assert found["published"].startswith("learnt-")
    assert weights_in_use(run, data_dir) == found["published"]
    again = run("tune", "--from", str(data_dir / "judged"), "--no-own", "--lang", "en")
    assert "Kept the old weights." in again.out


def test_what_is_no_better_elsewhere_is_not(run: Any, data_dir: Path) -> None:
    told = run("tune", "--from", str(judged_folder(data_dir / "judged", telling=False)), "--no-own", "--json")
    assert told.code == 0, told.err
    assert told.document["published"] is None
    assert weights_in_use(run, data_dir) == "full-3"


@pytest.mark.parametrize(("language", "said"), [("en", "Too few judged questions"), ("ko", "평가된 질문이 0건")])
def test_too_few_questions_teach_nothing(run: Any, data_dir: Path, language: str, said: str) -> None:
    told = run("tune", "--lang", language)
    assert told.code == 0, told.err
    assert said in told.out
