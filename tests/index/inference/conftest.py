"""The bundled model, converted once for all tests here."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.inference import trial
from index.inference.choice import ModelChoice
from index.inference.conversion import Converted, kept
from index.inference.pytorch import TorchEngine

REVISION = "a revision"


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="session")
def converted(folder: Path) -> Converted:
    return kept(folder, REVISION) or trial.set_up(ModelChoice(), folder, REVISION, 2)


@pytest.fixture(scope="session")
def torch_engine() -> TorchEngine:
    return TorchEngine(ModelChoice(precision="float32"))
