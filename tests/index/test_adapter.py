"""Adapters: what they change of a model, and what does not fit."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from corpus.problems import Unavailable
from index.adapter import SHIPPED, Adapter
from index.inference.choice import ModelChoice
from index.transformer import TransformerEncoder

if TYPE_CHECKING:
    import torch

LAYER = "encoder.layer.0.attention.self.query"


def adapter(path: Path, **tensors: tuple[int, int]) -> Adapter:
    import torch  # noqa: PLC0415 - seconds
    from safetensors.torch import save_file  # noqa: PLC0415 - imports torch

    given = {f"{LAYER}.{end}": torch.full(shape, 0.5, dtype=torch.float16) for end, shape in tensors.items()}
    save_file(given, path)
    return Adapter(path)


@pytest.mark.model
def test_adds_the_product_of_both_matrices(tmp_path: Path) -> None:
    import torch  # noqa: PLC0415 - seconds

    inner = torch.nn.Linear(3, 2, bias=False)
    plain = inner.weight.detach().clone()
    other = torch.nn.Linear(3, 2, bias=False)
    untouched = other.weight.detach().clone()
    model = _model(inner, other)
    adapter(tmp_path / "a.safetensors", down=(4, 3), up=(2, 4)).apply(model)
    torch.testing.assert_close(inner.weight.detach(), plain + 4 * 0.5 * 0.5)
    torch.testing.assert_close(other.weight.detach(), untouched)


@pytest.mark.model
def test_it_goes_where_the_model_lies(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a graphics card, which PyTorch only pretends to have here: it still refuses what lies on two devices."""
    import torch  # noqa: PLC0415 - seconds
    from torch._subclasses.fake_tensor import FakeTensorMode  # noqa: PLC0415 - seconds

    with FakeTensorMode():
        changes = [(LAYER, torch.ones(2, 3))]
        monkeypatch.setattr(Adapter, "_changes", lambda _: iter(changes))
        inner, other = (torch.nn.Linear(3, 2, bias=False) for _ in range(2))
        inner.weight = torch.nn.Parameter(torch.zeros(2, 3, device="cuda"))
        Adapter(SHIPPED).apply(_model(inner, other))
        assert inner.weight.device.type == "cuda"


def _model(query: object, key: object) -> torch.nn.Module:
    import torch  # noqa: PLC0415 - seconds

    model = torch.nn.Module()
    model.add_module("encoder", torch.nn.ModuleDict({"layer": torch.nn.ModuleList([_attention(query, key)])}))
    return model


def _attention(query: object, key: object) -> torch.nn.Module:
    import torch  # noqa: PLC0415 - seconds

    own = torch.nn.Module()
    own.query, own.key = query, key  # type: ignore[assignment]
    attention, layer = torch.nn.Module(), torch.nn.Module()
    attention.add_module("self", own)
    layer.add_module("attention", attention)
    return layer


@pytest.mark.model
@pytest.mark.parametrize("shapes", [{"down": (4, 9), "up": (2, 4)}, {"down": (4, 384), "up": (9, 4)}])
def test_an_adapter_of_another_model_is_refused(tmp_path: Path, shapes: dict[str, tuple[int, int]]) -> None:
    encoder = TransformerEncoder(ModelChoice(adapter=adapter(tmp_path / "a.safetensors", **shapes)))
    with pytest.raises(Unavailable) as refused:
        encoder.encode_query(["radar"])
    assert f"does not fit: {LAYER}" in str(refused.value.problem)


@pytest.mark.model
def test_the_one_that_ships_makes_a_space_of_its_own() -> None:
    plain = TransformerEncoder(ModelChoice(precision="float32"))
    adapted = TransformerEncoder(ModelChoice(precision="float32", adapter=Adapter(SHIPPED)))
    assert plain.info.space != adapted.info.space
    texts = ["The company makes ceramic armour plates for vehicles.", "Sintered boron carbide tile and its manufacture"]
    one, two = plain.encode_document(texts), adapted.encode_document(texts)
    assert np.linalg.norm(two, axis=1) == pytest.approx(np.ones(2), abs=1e-5)
    near = (one * two).sum(axis=1)
    assert (near > 0.6).all()
    assert (near < 0.99).all()
