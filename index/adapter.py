"""Low-rank changes to a model's matrices (LoRA: Hu et al., ICLR 2022).

The one that ships adapts the bundled model to what patents, projects and firms say: so that what a firm writes of
itself stands near what it invents. `bench/adapter` trains it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.problems import Unavailable
from index.modelfiles import digest_of

if TYPE_CHECKING:
    import torch

SHIPPED = Path(str(files("index") / "data" / "bundled-adapter.safetensors"))
DOWN, UP = ".down", ".up"
FIRST = "encoder."
"""Where the names of layers begin."""


@dataclass(frozen=True)
class Adapter:
    """A file that has two matrices of each adapted linear layer: `NAME.down` [r, in] and `NAME.up` [out, r]."""

    path: Path

    @cached_property
    def revision(self) -> str:
        """32 hex digits (BLAKE2b) of the file."""
        return digest_of(self.path).hex()

    def apply(self, model: torch.nn.Module) -> None:
        """Adds up x down to the weight of each layer named. Call it in float32, before the model is rounded.

        Raises Unavailable `model_unavailable` where the file names a layer that the model has not, or of another shape.
        """
        import torch  # noqa: PLC0415 - takes seconds: only for those who encode

        with torch.no_grad():
            # Libraries wrap the transformer in modules of their own.
            parameters = {FIRST + name.partition(FIRST)[2]: each for name, each in model.named_parameters()}
            for name, change in self._changes():
                weight = parameters.get(f"{name}.weight")
                if weight is None or weight.shape != change.shape:
                    raise Unavailable.because(
                        "model_unavailable", "model", self.path.name, detail=f"the adapter does not fit: {name}"
                    )
                weight.add_(change.to(weight))

    def _changes(self) -> Iterator[tuple[str, torch.Tensor]]:
        from safetensors.torch import load_file  # noqa: PLC0415 - imports torch

        tensors = load_file(self.path)
        for key in sorted(tensors):
            if key.endswith(DOWN):
                name = key.removesuffix(DOWN)
                yield name, tensors[name + UP].float() @ tensors[key].float()
