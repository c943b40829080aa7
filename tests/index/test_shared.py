"""Questions of many threads: each gets its own vectors, together in few batches."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from corpus.problems import Unavailable
from index.encoder import Vectors
from index.shared import MOST, SharedEncoder
from tests.fakes import HashEncoder


class Gate(HashEncoder):
    """Lets nothing through until it is `open`; notes each batch, and fails on a text that says so."""

    def __init__(self) -> None:
        super().__init__()
        self.open = threading.Event()
        self.entered = threading.Event()
        self.batches: list[list[str]] = []

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        self.batches.append(list(texts))
        self.entered.set()
        assert self.open.wait(30)
        if "fail" in texts:
            raise Unavailable.because("model_unavailable", "model", "gate", detail="asked to")
        return super().encode_query(texts)


def asked_together(encoder: SharedEncoder, gate: Gate, questions: Sequence[Sequence[str]]) -> list[Vectors | Exception]:
    """The first question alone, the others while it is encoded."""
    with ThreadPoolExecutor(len(questions)) as threads:
        first = threads.submit(encoder.encode_query, questions[0])
        assert gate.entered.wait(30)
        others = [threads.submit(encoder.encode_query, each) for each in questions[1:]]
        while len(encoder._queue) < len(others):
            threading.Event().wait(0.001)
        gate.open.set()
        done = [first, *others]
        return [each.exception(30) or each.result() for each in done]  # type: ignore[misc]  # no test interrupts


def test_each_gets_its_own_vectors_in_two_batches() -> None:
    gate, plain = Gate(), HashEncoder()
    questions = [[f"question {number}", f"and {number}"][: number % 3] for number in range(1, 9)]
    found = asked_together(SharedEncoder(gate), gate, questions)
    for question, vectors in zip(questions, found, strict=True):
        assert isinstance(vectors, np.ndarray)
        np.testing.assert_array_equal(vectors, plain.encode_query(question))
    assert len(gate.batches) == 2
    assert sorted(gate.batches[1]) == sorted(text for each in questions[1:] for text in each)


def test_a_batch_has_a_limit_but_for_one_that_is_larger() -> None:
    gate = Gate()
    questions = [["first"], *[["word"] * 40 for _ in range(3)], ["word"] * (MOST + 1)]
    asked_together(SharedEncoder(gate), gate, questions)
    assert sorted(map(len, gate.batches)) == [1, 40, 40, 40, MOST + 1]


def test_a_failure_reaches_all_of_its_batch_and_no_other() -> None:
    gate = Gate()
    encoder = SharedEncoder(gate)
    first, *others = asked_together(encoder, gate, [["sound"], ["fail"], ["beside"]])
    assert isinstance(first, np.ndarray)
    assert all(isinstance(each, Unavailable) for each in others)
    assert encoder.encode_query(["beside"]).shape == (1, 64)


@pytest.mark.parametrize("texts", [[], ["one"], ["one", "two"]])
def test_alone_it_is_the_encoder_itself(texts: list[str]) -> None:
    plain = HashEncoder()
    shared = SharedEncoder(plain)
    np.testing.assert_array_equal(shared.encode_query(texts), HashEncoder().encode_query(texts))
    np.testing.assert_array_equal(shared.encode_document(texts), plain.encode_document(texts))
    assert (shared.info, shared.rendered(texts)) == (plain.info, texts)
