"""The ranges of a model's 8-bit form: found over the sample corpus, once for each converted model."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files

from index.disk import sha256_of
from index.inference.conversion import INTEGER_WEIGHTS, INTEGERS, NETWORK, Converted
from index.inference.engine import Engine, matrices
from index.inference.quantisation import observed, quantise

log = logging.getLogger(__name__)

SAMPLE = ("patents", "companies", "needs")
TEXTS = 100
"""With five times as many, vectors come no nearer to float32."""


def calibrated(building: Converted, exact: Engine) -> Converted:
    """The model with a form in 8-bit integers beside it; as it was where its network cannot be given one.

    `exact` makes the tokens. Some five seconds for a model of six layers.
    """
    import openvino  # noqa: PLC0415 - a fifth of a second: only for those who convert

    core, path = openvino.Core(), building.directory / NETWORK
    tokens = [each for each in exact.tokenized(_texts(), "") if len(each.ids) <= exact.longest]
    try:
        ranges = observed(core.read_model(path), (matrices([each], building.pad_token) for each in tokens))
        network = core.read_model(path)
        quantise(network, ranges)
        openvino.save_model(network, building.directory / INTEGERS, compress_to_fp16=False)
    except (ValueError, RuntimeError) as error:
        log.warning("the model has no form in 8-bit integers: %s", error)
        return building
    made = {name: sha256_of(building.directory / name) for name in (INTEGERS, INTEGER_WEIGHTS)}
    return replace(building, files={**building.files, **made})


def _texts() -> list[str]:
    """Long ones and short ones, Korean and English: of every so many records the longest text and the shortest."""
    records = [record for name in SAMPLE for record in _records(name)]
    chosen = records[:: max(1, 2 * len(records) // TEXTS)]
    return [pick(record, key=len) for record in chosen for pick in (min, max)]


def _records(name: str) -> Iterator[list[str]]:
    """What is text in each, none of them empty."""
    content = (files("corpus") / "sample" / f"{name}.jsonl").read_text(encoding="utf-8")
    for line in content.splitlines():
        yield [value for value in json.loads(line).values() if isinstance(value, str) and " " in value]
