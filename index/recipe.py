"""How an encoder is made, small enough to be sent to another process or machine that is to make the same."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from index.adapter import SHIPPED, Adapter
from index.encoder import Encoder
from index.glossary import shipped_glossary
from index.glossed import GlossedEncoder
from index.inference.choice import ModelChoice
from index.transformer import TransformerEncoder


@dataclass(frozen=True, slots=True)
class EncoderRecipe:
    """`adapted`: the model is changed by the adapter that ships; `glossed`: Korean is read through the glossary.

    Both are found where the package lies, which is another folder on another machine.
    """

    model: ModelChoice = field(default_factory=ModelChoice)
    adapted: bool = False
    glossed: bool = False

    def build(self) -> Encoder:
        """Loads its model when it is first used."""
        adapter = Adapter(SHIPPED) if self.adapted else self.model.adapter
        encoder = TransformerEncoder(replace(self.model, adapter=adapter))
        return GlossedEncoder(encoder, shipped_glossary()) if self.glossed else encoder
