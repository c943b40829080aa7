"""The real encoder on the bundled model, and what a model's files tell without it."""

from __future__ import annotations

import json
import threading
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from corpus.problems import Unavailable
from index.encoder import Vectors
from index.inference.choice import ModelChoice
from index.modelfiles import BUNDLED, ModelFiles, bundled_directory, cpu_has_bfloat16
from index.transformer import TransformerEncoder, split_evenly

SENTENCE = "the radar antenna couples transmit modules to a beamforming network that finds where echoes come from"
WORDS = SENTENCE.split()
LONG = " ".join(f"{word} {number}" for number in range(60) for word in WORDS[:9])


@pytest.fixture(scope="module")
def encoder() -> TransformerEncoder:
    return TransformerEncoder(ModelChoice(precision="float32"))


def nearness(one: Vectors, two: Vectors) -> float:
    return float((one * two).sum(axis=1).min())


def test_the_bundled_model_is_described_without_loading_it() -> None:
    encoder = TransformerEncoder(ModelChoice(precision="float32"))
    info = encoder.info
    assert (info.model, info.dimension, info.precision) == (BUNDLED, 384, "float32")
    assert len(info.revision) == 32
    assert encoder._loaded is None


def test_a_revision_changes_with_any_file_that_matters(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(json.dumps({"hidden_size": 12}), encoding="utf-8")
    (tmp_path / "model.safetensors").write_bytes(b"weights")
    (tmp_path / "README.md").write_text("words", encoding="utf-8")
    files = ModelFiles(tmp_path)
    assert files.dimension == 12
    (tmp_path / "README.md").write_text("other words", encoding="utf-8")
    assert ModelFiles(tmp_path).revision == files.revision
    (tmp_path / "model.safetensors").write_bytes(b"other weights")
    assert ModelFiles(tmp_path).revision != files.revision


def test_the_last_module_names_the_dimension(tmp_path: Path) -> None:
    modules = [{"path": ""}, {"path": "1_Pooling"}, {"path": "2_Dense"}]
    (tmp_path / "modules.json").write_text(json.dumps(modules), encoding="utf-8")
    (tmp_path / "config.json").write_text(json.dumps({"hidden_size": 12}), encoding="utf-8")
    for name, config in (("1_Pooling", {"word_embedding_dimension": 12}), ("2_Dense", {"out_features": 5})):
        (tmp_path / name).mkdir()
        (tmp_path / name / "config.json").write_text(json.dumps(config), encoding="utf-8")
    assert ModelFiles(tmp_path).dimension == 5
    with pytest.raises(Unavailable):
        _ = ModelFiles(tmp_path / "1_Pooling" / "none").dimension


def test_bfloat16_is_read_from_the_processors_flags(tmp_path: Path) -> None:
    flags = tmp_path / "cpuinfo"
    flags.write_text("flags : avx2 avx512_bf16 fma\n", encoding="utf-8")
    assert cpu_has_bfloat16(flags)
    flags.write_text("flags : avx2 fma\n", encoding="utf-8")
    assert not cpu_has_bfloat16(flags)
    assert not cpu_has_bfloat16(tmp_path / "absent")


@pytest.mark.parametrize("limit", [16, 50, 254])
def test_windows_are_even_whole_words_and_lose_nothing(limit: int) -> None:
    starts = [0, *(place + 1 for place, character in enumerate(LONG) if character == " ")]
    parts = split_evenly(LONG, starts, limit)
    assert "".join(parts) == LONG
    assert all(one.endswith(" ") for one in parts[:-1])
    counts = [len(part.split()) for part in parts]
    assert max(counts) <= limit
    assert max(counts) - min(counts) <= limit // 4


def test_one_endless_word_is_cut_all_the_same() -> None:
    parts = split_evenly("x" * 1_000, list(range(1_000)), 254)
    assert "".join(parts) == "x" * 1_000
    assert max(map(len, parts)) <= 254
    assert split_evenly("xy" * 5, [0] * 600, 254) == ["xyxyx", "yxyxy"]


@pytest.mark.model
def test_rows_are_unit_and_in_order(encoder: TransformerEncoder) -> None:
    texts = ["a ceramic plate", LONG, "a radar antenna", "\ud800", "sonar"]
    seen: list[tuple[int, int]] = []
    vectors = encoder.encode_document(texts, lambda done, of: seen.append((done, of)))
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(5), abs=1e-5)
    assert nearness(vectors[2:3], encoder.encode_query(["a radar antenna"])) > 0.9999
    assert vectors[0] @ encoder.encode_query(["armour tile"])[0] > vectors[4] @ encoder.encode_query(["armour tile"])[0]
    assert seen[-1] == (5, 5)
    assert all(one <= two for one, two in pairwise(done for done, _ in seen))
    assert encoder.encode_query([]).shape == (0, 384)


@pytest.mark.model
def test_as_sentence_transformers_itself(encoder: TransformerEncoder) -> None:
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - seconds

    texts = ["a radar antenna", " ".join(WORDS * 4), "low-noise amplifier"]
    reference = SentenceTransformer(str(bundled_directory()), device="cpu").encode(texts)
    np.testing.assert_allclose(encoder.encode_document(texts), reference, atol=1e-5)


@pytest.mark.model
def test_company_does_not_change_a_vector(encoder: TransformerEncoder) -> None:
    texts = [" ".join(WORDS[start:] * (1 + start % 5)) for start in range(14)]
    together = encoder.encode_document(texts)
    alone = np.concatenate([encoder.encode_document([text]) for text in texts])
    np.testing.assert_allclose(together, alone, atol=1e-5)
    assert (encoder.encode_document(texts) == together).all()


@pytest.mark.model
def test_the_end_of_a_long_text_counts(encoder: TransformerEncoder) -> None:
    """The library itself would cut both off at 256 tokens and see no difference."""
    one, two = encoder.encode_document([LONG + " ceramic armour", LONG + " cheese recipes"])
    assert float(one @ two) < 0.9999
    windows = list(encoder._windows([LONG], "", encoder._engine.overhead("")))
    assert len(windows) > 2
    assert all(window.length <= 254 for window in windows)
    parts = encoder.encode_document([window.content for window in windows])
    mean = np.average(parts, axis=0, weights=[window.length for window in windows])
    np.testing.assert_allclose(encoder.encode_document([LONG])[0], mean / np.linalg.norm(mean), atol=1e-5)


@pytest.mark.model
def test_prompts_and_precision(encoder: TransformerEncoder) -> None:
    prompted = TransformerEncoder(
        ModelChoice(precision="bfloat16", query_prompt="query: ", document_prompt="passage: ", threads=2)
    )
    assert prompted.info.space != encoder.info.space
    expected = encoder.encode_document(["query: radar antenna", "passage: radar antenna"])
    found = np.concatenate([prompted.encode_query(["radar antenna"]), prompted.encode_document(["radar antenna"])])
    assert nearness(found, expected) > 0.999
    rough = TransformerEncoder(ModelChoice(precision="bfloat16"))
    assert rough.info.space == encoder.info.space
    assert rough.info.key != encoder.info.key
    assert nearness(rough.encode_document([LONG, "radar"]), encoder.encode_document([LONG, "radar"])) > 0.999


@pytest.mark.model
def test_threads_share_one_model(encoder: TransformerEncoder) -> None:
    texts = [" ".join(WORDS), "radar", LONG]
    expected = encoder.encode_query(texts)
    found: list[Vectors] = []
    threads = [threading.Thread(target=lambda: found.append(encoder.encode_query(texts))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 6
    for vectors in found:
        np.testing.assert_allclose(vectors, expected, atol=1e-5)


@pytest.mark.model
def test_a_model_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config.json").write_text(json.dumps({"hidden_size": 12}), encoding="utf-8")
    with pytest.raises(Unavailable) as refused:
        TransformerEncoder(ModelChoice(model=str(tmp_path))).encode_query(["x"])
    assert refused.value.problem.code == "model_unavailable"
