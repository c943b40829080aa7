"""Training of the adapter: what is drawn, what is lost, and that what is saved is what was learnt."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from bench.adapter.batches import Batches, nearest
from bench.adapter.texts import Project, Texts, plain_name, read_texts
from index.adapter import Adapter
from index.inference.choice import ModelChoice
from index.transformer import TransformerEncoder
from tests.fakes import HashEncoder

SUBJECTS = ("radar antenna tiles", "yeast ferments proteins", "rare earth magnets", "boron carbide armour")
TEXTS = Texts(
    projects=[
        Project(f"F{number}", (f"{subject}, part {part}", f"More of {subject}, part {part}"))
        for number, subject in enumerate(SUBJECTS)
        for part in range(3)
    ],
    profiles={
        f"C{number}": (f"The company makes {subject} and ships them to shops all over the world.",)
        for number, subject in enumerate(SUBJECTS)
    },
    patents=[(f"Method of making {subject}", f"C{number}") for number, subject in enumerate(SUBJECTS)],
    titled=[(subject, f"Disclosed are {subject} of a new kind.") for subject in SUBJECTS],
)


def batches(seed: int = 0) -> Batches:
    return Batches(TEXTS, HashEncoder().encode_document, seed, size=8)


def test_every_answer_belongs_to_its_question() -> None:
    drawn = batches()
    tasks = set()
    for _ in range(60):
        batch = drawn.draw()
        assert len(batch.questions) == len(batch.answers)
        assert len(batch.labels) == len(batch.answers) + len(batch.others)
        first = batch.questions[0]
        task = "project" if "part" in first else "patent" if "Method" in first else "title" if first in SUBJECTS else ""
        tasks.add(task or "stretch")
        for question, answer, label in zip(batch.questions, batch.answers, batch.labels.tolist(), strict=False):
            if task:
                assert SUBJECTS[label] in question
                assert SUBJECTS[label] in answer
        if task == "project":
            assert all(one[-1] != other[-1] for one, other in zip(batch.questions, batch.answers, strict=True))
            others = batch.labels[len(batch.answers) :].tolist()
            assert all(SUBJECTS[label] in other for label, other in zip(others, batch.others, strict=True))
            assert all(one != other for one, other in zip(batch.labels.tolist(), others, strict=False))
    assert tasks == {"project", "patent", "title", "stretch"}


def test_the_same_seed_draws_the_same() -> None:
    one, two, other = batches(1), batches(1), batches(2)
    told = [[each.draw().questions for _ in range(5)] for each in (one, two, other)]
    assert told[0] == told[1] != told[2]


def test_nearest_by_hand() -> None:
    vectors = np.array([[1, 0], [0.8, 0.6], [0, 1], [-1, 0]], dtype=np.float32)
    assert nearest(vectors[:1], vectors, 3).tolist() == [[0, 1, 2]]
    assert nearest(vectors, vectors, 2, np.array([0, 0, 1, 1])).tolist() == [[2, 3], [2, 3], [1, 0], [1, 0]]


@pytest.mark.model
def test_what_is_saved_is_what_was_learnt(tmp_path: Path) -> None:
    import torch  # noqa: PLC0415 - seconds
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - seconds

    from bench.adapter.training import Trainer, encoded  # noqa: PLC0415 - seconds
    from index.modelfiles import bundled_directory  # noqa: PLC0415 - seconds

    model, plain = (SentenceTransformer(str(bundled_directory()), device="cpu") for _ in range(2))
    losses: list[float] = []
    adapting = Trainer(model, plain).train(batches(), 2, 0, lambda _step, _of, loss: losses.append(loss))
    assert len(losses) == 2
    for change in adapting.changes.values():
        assert change.up.abs().max() > 0
        torch.nn.init.normal_(change.up, std=0.02)
    adapting.save(tmp_path / "adapter.safetensors", 1.0, {"seed": "0"})
    texts = ["Method of making rare earth magnets", "The company makes boron carbide armour."]
    learnt = encoded(model, texts).detach().numpy()
    choice = ModelChoice(precision="float32", adapter=Adapter(tmp_path / "adapter.safetensors"))
    found = TransformerEncoder(choice).encode_document(texts)
    before = TransformerEncoder(ModelChoice(precision="float32")).encode_document(texts)
    assert ((found * learnt).sum(axis=1) > 0.999).all()
    assert ((found * before).sum(axis=1) < 0.995).all()


def test_loss_by_hand() -> None:
    import torch  # noqa: PLC0415 - seconds

    from bench.adapter.training import TEMPERATURE, contrastive, rate  # noqa: PLC0415 - seconds

    asked, answers = torch.eye(2), torch.cat([torch.eye(2), torch.eye(2)])
    free = contrastive(asked, answers, torch.tensor([0, 1, 2, 3]))
    masked = contrastive(asked, answers, torch.tensor([0, 1, 0, 1]))
    right = 1 / TEMPERATURE
    assert float(free) == pytest.approx(np.log(2 * np.exp(right) + 2) - right, rel=1e-5)
    assert float(masked) == pytest.approx(np.log(np.exp(right) + 1) - right, abs=1e-5)
    assert (rate(0, 700), rate(699, 700)) == (pytest.approx(1 / 40), pytest.approx(0, abs=1e-4))


def test_texts_are_read_without_the_firms_that_are_asked_for(tmp_path: Path) -> None:
    def rows(name: str, *given: dict[str, object]) -> None:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with gzip.open(path, "wt", encoding="utf-8") as lines:
            lines.writelines(json.dumps(row) + "\n" for row in given)

    firm = {"projects": [{"title": "Tiles", "abstract": "Of a radar."}, {"title": "Paint", "abstract": "For hulls."}]}
    rows(
        "eval/award_to_firm/corpus.jsonl.gz",
        {"_id": "A", "title": "A Co", **firm},
        {"_id": "B", "title": "B Co", **firm},
    )
    rows("eval/award_to_firm/queries.jsonl.gz", {"_id": "q", "title": "", "text": "Radar"})
    rows(
        "eval/patent_to_company/corpus.jsonl.gz",
        {"_id": "C", "title": "Winch Works Inc.", "text": "Winches.", "industry": ""},
    )
    rows("eval/patent_to_company/queries.jsonl.gz", {"_id": "p", "title": "Winch", "text": "A drum."})
    long = "A winch has a drum and a rope that is wound on it. " * 6
    patents = [
        {"id": "1", "title": "Winch", "abstract": long, "assignee": "WINCH WORKS, INCORPORATED"},
        {"id": "2", "title": "Sail", "abstract": "Short.", "assignee": "Nobody we know"},
    ]
    rows("patents/us_patents.jsonl.gz", *patents)
    rows("needs_dod_topics.jsonl.gz", {"title": "Quiet winch", "description": long})
    for name, judged in (("award_to_firm", "q\tB\t1\n"), ("patent_to_company", "p\tC\t1\n")):
        (tmp_path / "eval" / name / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\n" + judged, encoding="utf-8")

    found = read_texts(tmp_path, 0)
    assert found.projects == [Project("A", ("Tiles. Of a radar.",)), Project("A", ("Paint. For hulls.",))]
    assert found.profiles == {"C": ["Winches."]}
    assert [owner for _, owner in found.patents] == ["C"]
    assert found.patents[0][0].startswith("Winch. A winch has a drum")
    assert [title for title, _ in found.titled] == ["Winch", "Quiet winch"]


def test_names_are_compared_without_legal_forms() -> None:
    assert plain_name("The Winch & Rope Company, Ltd.") == plain_name("WINCH AND ROPE CO") == "winch rope"
