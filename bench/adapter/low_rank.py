"""Low-rank changes of a transformer's linear layers while they are learnt (LoRA: Hu et al., ICLR 2022)."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import torch
from torch.nn.utils import parametrize

from index.adapter import DOWN, FIRST, UP

ADAPTED = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)


class LowRank(torch.nn.Module):
    """weight + up x down; at first up is 0, so that nothing is changed yet."""

    def __init__(self, outputs: int, inputs: int, rank: int, chance: torch.Generator) -> None:
        super().__init__()
        self.down = torch.nn.Parameter(torch.randn(rank, inputs, generator=chance) / math.sqrt(inputs))
        self.up = torch.nn.Parameter(torch.zeros(outputs, rank))

    def forward(self, weight: torch.Tensor) -> torch.Tensor:
        return weight + self.up @ self.down


class Adapting:
    """The changes of one model. Only they are learnt: the model's own weights stay."""

    def __init__(self, model: torch.nn.Module, rank: int, seed: int) -> None:
        chance = torch.Generator().manual_seed(seed)
        for parameter in model.parameters():
            parameter.requires_grad = False
        self.changes: dict[str, LowRank] = {}
        for name, layer in _adapted(model):
            change = LowRank(layer.out_features, layer.in_features, rank, chance).to(layer.weight.device)
            parametrize.register_parametrization(layer, "weight", change)
            self.changes[name] = change

    def parameters(self) -> Iterator[torch.nn.Parameter]:
        for change in self.changes.values():
            yield from change.parameters()

    def save(self, path: Path, strength: float, told: dict[str, str]) -> None:
        """In half precision, the changes times `strength`; `told` is kept beside them."""
        from safetensors.torch import save_file  # noqa: PLC0415 - beside the other imports of torch's kind

        tensors: dict[str, torch.Tensor] = {}
        for name, change in self.changes.items():
            tensors[name + DOWN] = change.down.detach().half().cpu().contiguous()
            tensors[name + UP] = (strength * change.up.detach()).half().cpu().contiguous()
        save_file(tensors, path, metadata=told)


def _adapted(model: torch.nn.Module) -> list[tuple[str, torch.nn.Linear]]:
    return [
        (FIRST + name.partition(FIRST)[2], layer)
        for name, layer in model.named_modules()
        if isinstance(layer, torch.nn.Linear) and FIRST in name and name.endswith(ADAPTED)
    ]
