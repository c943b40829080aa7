"""The model as OpenVINO runs it against the same model in PyTorch."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpus.problems import Unavailable
from index.encoder import Vectors
from index.inference.compiled import CompiledEngine
from index.inference.conversion import NETWORK, TOKENIZER, WEIGHTS, Converted
from index.inference.engine import Engine, Tokens
from index.inference.pytorch import TorchEngine

pytestmark = pytest.mark.model

WORDS = [
    "radar",
    "antenna",
    "beam",
    "ceramic",
    "armour",
    "sonar",
    "lithium",
    "cell",
    "drone",
    "wing",
    "thermal",
    "image",
]
COUNT = len(WORDS)
TEXTS = [" ".join(WORDS[start % COUNT :] * (1 + start % 9)) for start in range(40)]
ODD = ["", " ", "음향 방사", "a\u200bb", "ﬁber–optic", "x" * 300, "-40°C", "한국 radar 시스템"]


def encoded(engine: Engine, texts: list[str], a_batch: int, prompt: str = "") -> Vectors:
    tokens = engine.tokenized(texts, prompt)
    batches = [tokens[start : start + a_batch] for start in range(0, len(tokens), a_batch)]
    found: dict[int, Vectors] = {}
    engine.encode(batches, found.__setitem__)
    return np.concatenate([found[number] for number in range(len(batches))])


def nearness(one: Vectors, two: Vectors) -> float:
    return float((one * two).sum(axis=1).min())


@pytest.mark.parametrize("a_batch", [1, 7, 40])
def test_float32_gives_the_vectors_of_pytorch(converted: Converted, torch_engine: TorchEngine, a_batch: int) -> None:
    found = encoded(CompiledEngine(converted, "float32", 2), TEXTS, a_batch)
    np.testing.assert_allclose(found, encoded(torch_engine, TEXTS, 8), atol=2e-5)


def test_rougher_precisions_stay_near_and_differ(converted: Converted, torch_engine: TorchEngine) -> None:
    expected = encoded(torch_engine, TEXTS, 8)
    for precision, at_least in (("bfloat16", 0.999), ("int8", 0.993)):
        found = encoded(CompiledEngine(converted, precision, 2), TEXTS, 8)
        assert np.linalg.norm(found, axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=1e-3)
        assert nearness(found, expected) > at_least
        assert not np.array_equal(found, expected)


@pytest.mark.parametrize("precision", ["float32", "int8"])
def test_company_does_not_change_a_vector(converted: Converted, precision: str) -> None:
    """Ranges are fixed: what stands beside a text in a batch has no part in it."""
    engine = CompiledEngine(converted, precision, 2)
    assert nearness(encoded(engine, TEXTS, 40), encoded(engine, TEXTS, 1)) > 0.9999


def test_tokens_are_those_of_the_library(converted: Converted, torch_engine: TorchEngine) -> None:
    engine = CompiledEngine(converted, "float32", 1)
    for prompt in ("", "query: "):
        assert engine.overhead(prompt) == torch_engine.overhead(prompt)
        ours, theirs = engine.tokenized([*TEXTS, *ODD], prompt), torch_engine.tokenized([*TEXTS, *ODD], prompt)
        assert [each.prompted for each in ours] == [each.prompted for each in theirs]
        assert [list(each.starts) for each in ours] == [list(each.starts) for each in theirs]
    assert engine.longest == torch_engine.longest == 256


def test_a_prompt_counts(converted: Converted, torch_engine: TorchEngine) -> None:
    engine = CompiledEngine(converted, "float32", 2)
    prompted = encoded(engine, TEXTS[:3], 3, "passage: ")
    np.testing.assert_allclose(prompted, encoded(torch_engine, TEXTS[:3], 3, "passage: "), atol=2e-5)
    assert nearness(prompted, encoded(engine, TEXTS[:3], 3)) < 0.9999


def test_a_refused_batch_is_raised_where_it_was_asked_for(converted: Converted) -> None:
    engine = CompiledEngine(converted, "float32", 2)
    batches: list[list[Tokens]] = [[each] for each in engine.tokenized(TEXTS[:6], "")]

    def refuse(number: int, vectors: Vectors) -> None:
        raise ValueError(f"batch {number}")

    with pytest.raises(ValueError, match="batch"):
        engine.encode(batches, refuse)
    assert encoded(engine, TEXTS[:6], 1).shape == (6, 384)


def test_threads_share_it(converted: Converted) -> None:
    engine = CompiledEngine(converted, "float32", 2)
    expected = encoded(engine, TEXTS, 8)
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(lambda size: encoded(engine, TEXTS, size), (1, 8, 40) * 2))
    assert len(found) == 6
    for vectors in found:
        np.testing.assert_allclose(vectors, expected, atol=2e-5)


def test_a_model_without_that_form_tells_so(converted: Converted, tmp_path: Path) -> None:
    for name in (NETWORK, WEIGHTS, TOKENIZER):
        (tmp_path / name).symlink_to(converted.directory / name)
    with pytest.raises(Unavailable) as caught:
        CompiledEngine(replace(converted, directory=tmp_path), "int8", 1)
    assert caught.value.problem.code == "model_unavailable"


def test_a_process_needs_no_pytorch(converted: Converted) -> None:
    code = f"""
import sys
from pathlib import Path
from index.inference.compiled import CompiledEngine
from index.inference.conversion import Converted
engine = CompiledEngine(Converted(Path({str(converted.directory)!r}), longest=256), "int8", 1)
engine.encode([engine.tokenized(["radar"], "")], lambda number, vectors: print(vectors.shape))
print(sorted({{"torch", "transformers", "sentence_transformers"}} & set(sys.modules)))
"""
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120)
    assert told.stdout.split("\n")[:2] == ["(1, 384)", "[]"]
