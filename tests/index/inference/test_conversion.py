"""Converted models on the disk: whole or made anew, the same for all processes, and never a reason to fail."""

from __future__ import annotations

import json
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from index.inference import conversion, trial
from index.inference.choice import ModelChoice
from index.inference.compiled import CompiledEngine
from index.inference.conversion import (
    FACTS,
    FORGOTTEN_SECONDS,
    INTEGER_WEIGHTS,
    INTEGERS,
    NETWORK,
    TOKENIZER,
    WEIGHTS,
    Converted,
    kept,
)
from index.inference.pytorch import TorchEngine
from index.inference.trial import best
from index.transformer import TransformerEncoder
from tests.index.inference.conftest import REVISION

TEXTS = ["a radar antenna", "boron carbide armour plate " * 90]


@pytest.fixture
def copy(converted: Converted, tmp_path: Path) -> Path:
    """A folder that holds the converted model, for this test alone."""
    shutil.copytree(converted.directory, tmp_path / converted.directory.name)
    return tmp_path


@pytest.mark.model
def test_it_is_kept_as_it_was_made(converted: Converted, folder: Path) -> None:
    assert kept(folder, REVISION) == converted
    assert set(converted.files) == {NETWORK, WEIGHTS, TOKENIZER, INTEGERS, INTEGER_WEIGHTS}
    assert converted.longest == 256
    assert set(converted.speeds) >= {"float32", "int8"}
    assert converted.precision == best(dict(converted.speeds))
    assert kept(folder, "another revision") is None
    assert [path.name for path in folder.iterdir()] == [conversion.name_of(REVISION)]


@pytest.mark.model
@pytest.mark.parametrize("name", [NETWORK, WEIGHTS, TOKENIZER, INTEGERS, INTEGER_WEIGHTS, FACTS])
def test_what_is_not_whole_is_made_anew(copy: Path, converted: Converted, name: str) -> None:
    path = copy / converted.directory.name / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0x10
    path.write_bytes(content if name != FACTS else content[:-20])
    assert kept(copy, REVISION) is None
    again = conversion.begun(copy)
    for each in converted.files:
        shutil.copy(converted.directory / each, again)
    building = Converted(again, 256, 0, "float32", {"float32": 1.0}, converted.files)
    assert conversion.finish(building, copy, REVISION).whole


@pytest.mark.model
def test_who_comes_second_takes_what_is_there(copy: Path, converted: Converted) -> None:
    building = Converted(conversion.begun(copy), 256, 0, "float32", {"float32": 1.0}, {})
    assert conversion.finish(building, copy, REVISION).speeds == converted.speeds
    assert len(list(copy.iterdir())) == 1


def test_what_was_left_behind_is_removed(tmp_path: Path) -> None:
    old, new = conversion.begun(tmp_path), conversion.begun(tmp_path)
    os.utime(old, (0, 0))
    third = conversion.begun(tmp_path)
    assert set(tmp_path.iterdir()) == {new, third}
    assert FORGOTTEN_SECONDS > 600


@pytest.mark.model
def test_nothing_is_reported_to_anybody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import openvino_telemetry  # noqa: PLC0415 - after the libraries that bring it

    def report(*_: object, **__: object) -> None:
        raise AssertionError("a report was sent")

    for name in ("start_session", "send_event", "send_error", "send_stack_trace", "end_session"):
        monkeypatch.setattr(openvino_telemetry.Telemetry, name, report)
    engine = TorchEngine(ModelChoice(precision="float32"))
    assert conversion.convert(engine.model, tmp_path, 256).works


@pytest.mark.model
def test_pytorch_runs_what_cannot_be_converted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_: object) -> None:
        raise RuntimeError("an operation without a counterpart")

    monkeypatch.setattr(conversion, "_network", fails)
    trial.set_up(ModelChoice(), tmp_path, TransformerEncoder().info.revision, 1)
    monkeypatch.setattr(trial, "set_up_apart", fails)
    encoder = TransformerEncoder(ModelChoice(converted=tmp_path, precision="float32"))
    assert encoder.encode_query(["radar"]).shape == (1, 384)
    (facts,) = tmp_path.glob(f"*/{FACTS}")
    assert json.loads(facts.read_text())["reason"] == "an operation without a counterpart"
    assert TransformerEncoder(ModelChoice(converted=tmp_path)).info.precision in {"float32", "bfloat16"}


@pytest.mark.model
def test_pytorch_runs_it_where_other_vectors_come_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversion, "same", lambda ours, theirs: False)
    trial.set_up(ModelChoice(), tmp_path, TransformerEncoder().info.revision, 1)
    encoder = TransformerEncoder(ModelChoice(converted=tmp_path, precision="float32"))
    assert encoder.encode_query(["radar"]).shape == (1, 384)
    assert isinstance(encoder._loaded, TorchEngine)


@pytest.mark.model
def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "models").write_text("a file")
    encoder = TransformerEncoder(ModelChoice(converted=tmp_path / "models", precision="float32"))
    assert encoder.encode_query(["radar"]).shape == (1, 384)


@pytest.mark.model
def test_the_encoder_runs_it_with_windows_and_prompts(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversion, "name_of", lambda revision: next(copy.iterdir()).name)
    plain = TransformerEncoder(ModelChoice(precision="float32", document_prompt="passage: "))
    encoder = TransformerEncoder(ModelChoice(converted=copy, precision="float32", document_prompt="passage: "))
    assert encoder.info == plain.info
    np.testing.assert_allclose(encoder.encode_document(TEXTS), plain.encode_document(TEXTS), atol=2e-5)
    assert isinstance(encoder._loaded, CompiledEngine)
    rough = TransformerEncoder(ModelChoice(converted=copy))
    assert rough.info.space == TransformerEncoder().info.space
    assert rough.info.precision in {"float32", "bfloat16", "int8"}
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: rough.encode_query(TEXTS), range(4)))
    assert len(found) == 4


@pytest.mark.parametrize(
    ("speeds", "chosen"),
    [
        ({"float32": 30.0}, "float32"),
        ({"float32": 30.0, "int8": 32.0}, "float32"),
        ({"float32": 30.0, "bfloat16": 60.0, "int8": 64.0}, "bfloat16"),
        ({"float32": 30.0, "bfloat16": 60.0, "int8": 90.0}, "int8"),
        ({"float32": 30.0, "bfloat16": 20.0, "int8": 90.0}, "int8"),
    ],
)
def test_a_rougher_precision_must_be_worth_it(speeds: dict[str, float], chosen: str) -> None:
    assert best(speeds) == chosen
