"""Metrics by hand arithmetic, and the reading of judged folders."""

from __future__ import annotations

import gzip
import json
import math
from pathlib import Path

import pytest

from corpus.problems import Invalid
from index.cache import VectorCache
from matcher.evaluation import evaluate
from matcher.judged import read_judged_set
from matcher.metrics import quality
from tests.fakes import HashEncoder


def firm(number: int, name: str, title: str, abstract: str) -> dict[str, object]:
    return {"_id": f"f{number}", "title": name, "projects": [{"title": title, "abstract": abstract}]}


FIRMS = [
    firm(1, "Alder Works", "Radar antenna tiles", "Phased array radar antenna tiles for ships."),
    firm(2, "Birch Labs", "Yeast", "Engineered yeast ferments sensor proteins."),
    firm(3, "Cedar Motors", "Motors", "Brushless motors with rare earth magnets."),
]


def folder(path: Path, rows: list[dict[str, object]], queries: list[dict[str, str]], qrels: str) -> Path:
    path.mkdir()
    with gzip.open(path / "corpus.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
    (path / "queries.test.jsonl").write_text("".join(json.dumps(row) + "\n" for row in queries), encoding="utf-8")
    (path / "qrels.tsv").write_text(qrels, encoding="utf-8")
    return path


def test_metrics_by_hand() -> None:
    found = quality(
        {"q1": ["a", "b", "c"], "q2": ["x", "y"]},
        {"q1": {"b": 2, "c": 1, "a": 0}, "q2": {"z": 1}, "q3": {"a": 0}},
    )
    ideal = 2 / math.log2(2) + 1 / math.log2(3)
    reached = 2 / math.log2(3) + 1 / math.log2(4)
    assert found.ndcg10 == pytest.approx(reached / ideal / 2)
    assert found.hr10 == 0.5
    assert found.mrr == pytest.approx(0.5 / 2)
    assert found.r100 == pytest.approx(1 / 2)


def test_beyond_the_cut_counts_only_for_recall_and_reciprocal_rank() -> None:
    found = quality({"q": [f"n{i}" for i in range(10)] + ["hit"]}, {"q": {"hit": 1}})
    assert (found.hr10, found.ndcg10, found.r100) == (0, 0, 1)
    assert found.mrr == pytest.approx(1 / 11)


def test_a_folder_is_evaluated_in_every_mode(tmp_path: Path) -> None:
    judged = folder(
        tmp_path / "tiny",
        FIRMS,
        [
            {"_id": "q1", "title": "Ship radar", "text": "radar antenna array"},
            {"_id": "q2", "text": "engineered yeast proteins"},
            {"_id": "q3", "text": "not judged at all"},
        ],
        "query-id\tcorpus-id\tscore\nq1\tf1\t1\nq2\tf2\t2\n",
    )
    found = evaluate(judged, encoder=HashEncoder(), cache=VectorCache(tmp_path / "vectors.sqlite")).as_json()
    assert (found["set"], found["queries"], found["corpus"]) == ("tiny", 2, 3)
    modes = found["modes"]
    assert isinstance(modes, dict)
    assert list(modes) == ["dense", "lexical", "hybrid", "full"]
    assert modes["lexical"] == {"hr10": 1.0, "mrr": 1.0, "ndcg10": 1.0, "r100": 1.0}
    assert modes["full"]["mrr"] == 1.0


def test_titled_rows_are_texts_and_firm_rows_are_companies(tmp_path: Path) -> None:
    texts = folder(
        tmp_path / "a", [{"_id": 7, "title": "T", "text": "Body."}], [{"_id": "q", "text": "w"}], "q\t7\t1\n"
    )
    found = read_judged_set(texts)
    assert (found.kind, found.documents[0].passages[0].searchable) == ("needs", "T. Body.")
    firms = folder(tmp_path / "b", FIRMS, [{"_id": "q", "text": "w"}], "q\tf1\t1\n")
    assert read_judged_set(firms).documents[0].passages[0].heading == "Radar antenna tiles"


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda path: (path / "qrels.tsv").unlink(), "evaluation_file_missing"),
        (lambda path: (path / "qrels.tsv").write_text("other\tf1\t1\n"), "evaluation_unjudged"),
        (lambda path: (path / "qrels.tsv").write_text("h\nq f1 1\n"), "evaluation_row"),
        (lambda path: (path / "queries.test.jsonl").write_text("{broken"), "evaluation_row"),
        (lambda path: (path / "corpus.jsonl.gz").write_bytes(b"not gzip"), "evaluation_unreadable"),
        (lambda path: (path / "corpus.jsonl.gz").write_bytes(gzip.compress(b"")), "evaluation_empty"),
    ],
)
def test_a_folder_of_another_form_is_refused_by_name(tmp_path: Path, spoil: object, code: str) -> None:
    judged = folder(tmp_path / "set", FIRMS, [{"_id": "q", "text": "w"}], "q\tf1\t1\n")
    spoil(judged)  # type: ignore[operator]
    with pytest.raises(Invalid) as refused:
        read_judged_set(judged)
    assert refused.value.problem.code == code


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid) as refused:
        read_judged_set(tmp_path / "absent")
    assert refused.value.problem.code == "not_a_folder"
