"""What is learnt from judgements, as it stands on disk: by which weights and in which space of meaning it holds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from corpus.problems import Unavailable
from index.encoder import EncoderInfo, Vectors
from matcher.calibration import Calibration
from matcher.credibility import Credibility
from matcher.fusion import Scores
from matcher.logistic import DIGITS, Logistic
from matcher.signals import OF_ANSWERS, OF_CANDIDATES, Signals

FILE: Final = "models.json"
ANY: Final = ""
"""The space of models that look at nothing that depends on the encoder."""


@dataclass(frozen=True, slots=True)
class Told:
    """Scores float32[n] of candidates in their order, and whether any of them is worth showing as a match."""

    scores: Scores
    credible: bool


@dataclass(frozen=True, slots=True)
class Models:
    """`calibration` makes the score of a candidate, `credibility` says whether the answer has any worth showing.

    They hold for answers ranked by the weights of this name, with an encoder of this `space` (`EncoderInfo.space`;
    `ANY`: of any). Without `credibility` whatever is found counts as credible.
    """

    weights: str
    space: str
    calibration: Calibration
    credibility: Credibility | None = None

    @property
    def fitted(self) -> bool:
        """Whether they were fitted to the encoder, so that the score is a probability."""
        return self.space != ANY

    def told(self, signals: Signals, rows: NDArray[np.int64], vectors: Vectors) -> Told:
        """Of the best candidates, best first, of a question of these vectors float32[m, d].

        A score is the probability that the question can be answered times that of the candidate, if it can.
        """
        scores = self.calibration.scores(signals, rows)
        if self.credibility is None:
            return Told(scores, credible=True)
        confidence = self.credibility.confidence(signals, vectors)
        return Told(scores * np.float32(confidence), confidence >= self.credibility.threshold)

    def as_json(self) -> dict[str, Any]:
        credibility = self.credibility and {
            "threshold": self.credibility.threshold,
            "answerable": self.credibility.answerable.as_json(),
            "direction": [float(f"{value:.{DIGITS}g}") for value in self.credibility.direction.tolist()],
        }
        return {
            "weights": self.weights,
            "space": self.space,
            "calibration": self.calibration.relevance.as_json(),
            "credibility": credibility,
        }

    @classmethod
    def of_json(cls, written: Mapping[str, Any]) -> Models:
        """Raises ValueError, TypeError or KeyError for what `as_json` does not write."""
        told = written["credibility"]
        credibility = told and Credibility(
            Logistic.of_json(told["answerable"], OF_ANSWERS),
            np.array(told["direction"], dtype=np.float32),
            float(told["threshold"]),
        )
        calibration = Calibration(Logistic.of_json(written["calibration"], OF_CANDIDATES))
        return cls(str(written["weights"]), str(written["space"]), calibration, credibility or None)


def models_of(content: bytes, name: str = FILE) -> tuple[Models, ...]:
    """What a file of models holds. Raises Unavailable `models_damaged`."""
    try:
        return tuple(Models.of_json(each) for each in json.loads(content)["models"])
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Unavailable.because("models_damaged", name, detail=str(error)) from error


@cache
def shipped() -> tuple[Models, ...]:
    """Those that the package carries; `bench.quality.calibrate` makes them."""
    return models_of((resources.files("matcher") / "data" / FILE).read_bytes())


def shipped_for(weights: str, encoder: EncoderInfo) -> Models:
    """Those that were fitted to these weights and this encoder, else those that hold for any encoder."""
    held = {(each.weights, each.space): each for each in shipped()}
    return held.get((weights, encoder.space)) or held.get((weights, ANY)) or held[ANY, ANY]
