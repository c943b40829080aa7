"""A model in the form in which OpenVINO runs it: made once of the one that PyTorch runs, then loaded without PyTorch.

    <folder>/<name>/model.xml, model.bin     the network, from tokens to the text's vector, in float32
    integers.xml, integers.bin               the same in 8-bit integers (`index.inference.calibration`)
                    tokenizer.json           as the Hugging Face tokenizers read it
                    facts.json               what belongs to it, the checksums of the others, the precision chosen

The name tells model, adapter and release of OpenVINO, so a folder never holds what another release made.
"""

from __future__ import annotations

import json
import logging
import secrets
import shutil
import time
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from corpus.problems import Unavailable
from corpus.text import content_hash
from index.disk import sha256_of, sync_tree

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

log = logging.getLogger(__name__)

NETWORK, WEIGHTS, TOKENIZER, FACTS = "model.xml", "model.bin", "tokenizer.json", "facts.json"
INTEGERS, INTEGER_WEIGHTS = "integers.xml", "integers.bin"
FORM = 3
"""Goes up with any change in what is written here."""
BUILDING = ".building-"
FORGOTTEN_SECONDS = 3_600.0
"""After which a folder that somebody began to write is taken for left behind."""
SAMPLES = (
    "radar antenna",
    "A ceramic armour plate of boron carbide is bonded to a backing of woven aramid fibre, which holds the fragments.",
    "Low-noise amplifiers of gallium nitride feed a digital beamforming network. " * 7,
)
NEAREST = 0.999
"""Cosine of a vector to PyTorch's from which the converted network is taken for the same."""


@dataclass(frozen=True, slots=True)
class Converted:
    """A folder that holds a converted model. `speeds` are passages a second by precision, as tried on this machine.

    Without `files` the model cannot be converted, and `reason` tells why.
    """

    directory: Path
    longest: int = 0
    pad_token: int = 0
    precision: str = ""
    speeds: Mapping[str, float] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""

    @property
    def works(self) -> bool:
        return bool(self.files)

    @property
    def whole(self) -> bool:
        """Whether every file is what was written."""
        paths = {self.directory / name: digest for name, digest in self.files.items()}
        return all(path.is_file() and sha256_of(path) == digest for path, digest in paths.items())


def name_of(revision: str) -> str:
    """Of the folder for the model of that revision."""
    return content_hash([revision, version("openvino"), FORM])


def kept(folder: Path, revision: str) -> Converted | None:
    """What was converted before. None where nothing was, or a file is not what was written."""
    directory = folder / name_of(revision)
    try:
        facts: dict[str, Any] = json.loads((directory / FACTS).read_text(encoding="utf-8"))
        found = Converted(
            directory,
            longest=int(facts["longest"]),
            pad_token=int(facts["pad_token"]),
            precision=str(facts["precision"]),
            speeds={str(name): float(speed) for name, speed in facts["speeds"].items()},
            files=_files(facts["files"]),
            reason=str(facts["reason"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return found if found.whole else None


def _files(told: Mapping[str, Any]) -> dict[str, str]:
    """Checksums by name: of all that a model needs, or of none where it cannot be converted. Raises KeyError."""
    needed = (NETWORK, WEIGHTS, TOKENIZER) if told else ()
    rougher = (INTEGERS, INTEGER_WEIGHTS) if INTEGERS in told else ()
    return {name: str(told[name]) for name in (*needed, *rougher)}


def begun(folder: Path) -> Path:
    """An empty folder to convert into; what was left behind is removed."""
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob(f"{BUILDING}*"):
        if time.time() - left.stat().st_mtime > FORGOTTEN_SECONDS:
            shutil.rmtree(left, ignore_errors=True)
    directory = folder / f"{BUILDING}{secrets.token_hex(6)}"
    directory.mkdir()
    return directory


def finish(building: Converted, folder: Path, revision: str) -> Converted:
    """Under its name, unless another process was faster: then its own, so that all of a machine run the same."""
    facts = {name: value for name, value in asdict(building).items() if name != "directory"}
    (building.directory / FACTS).write_text(json.dumps(facts, indent=1), encoding="utf-8")
    sync_tree(building.directory)
    target = folder / name_of(revision)
    found = kept(folder, revision)
    if found is None:
        # What broke is made anew.
        shutil.rmtree(target, ignore_errors=True)
        with suppress(OSError):
            building.directory.rename(target)
        found = kept(folder, revision)
    shutil.rmtree(building.directory, ignore_errors=True)
    if found is None:
        raise Unavailable.because("model_unavailable", "model", str(target), detail="cannot be kept")
    return found


def convert(model: SentenceTransformer, directory: Path, longest: int) -> Converted:
    """Writes the network and the tokenizer. Without files where the model cannot be converted."""
    try:
        network = _network(model)
        model.tokenizer.backend_tokenizer.save(str(directory / TOKENIZER))
        import openvino  # noqa: PLC0415 - a fifth of a second: only for those who encode

        openvino.save_model(network, directory / NETWORK, compress_to_fp16=False)
    except Exception as error:  # noqa: BLE001 - a model that cannot be traced fails in many ways, and PyTorch runs it
        log.warning("the model cannot be converted, PyTorch runs it: %s", error)
        return Converted(directory, reason=str(error)[:300])
    return Converted(
        directory,
        longest=longest,
        pad_token=model.tokenizer.pad_token_id or 0,
        files={name: sha256_of(directory / name) for name in (NETWORK, WEIGHTS, TOKENIZER)},
    )


def _network(model: SentenceTransformer) -> Any:
    """Of two inputs int64[texts, width], `input_ids` and `attention_mask`; its output are unit rows.

    By the front end itself: the library's own `convert_model` reports to its maker.
    """
    import torch  # noqa: PLC0415 - heavy: only for those who convert
    from openvino.frontend import FrontEndManager  # noqa: PLC0415 - as above
    from openvino.frontend.pytorch.ts_decoder import TorchScriptPythonDecoder  # noqa: PLC0415 - as above

    class Whole(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            given = {"input_ids": input_ids, "attention_mask": attention_mask}
            return torch.nn.functional.normalize(self.model(given)["sentence_embedding"], dim=1)

    for module in model.modules():
        write_out = getattr(module, "set_attn_implementation", None)
        if callable(write_out):
            # OpenVINO fuses attention that is written out to something faster than what it makes of PyTorch's kernel.
            write_out("eager")
    example = torch.ones((2, 24), dtype=torch.long)
    with torch.no_grad(), _silence():
        # The library has no annotations here.
        traced = torch.jit.trace(Whole().eval(), (example, example), strict=False, check_trace=False)  # type: ignore[no-untyped-call]
        decoder = TorchScriptPythonDecoder(traced, example_input=(example, example))
        front_end = FrontEndManager().load_by_framework("pytorch")
        return front_end.convert(front_end.load(decoder))


@contextmanager
def _silence() -> Iterator[None]:
    """Tracing touches whatever a model has, what is deprecated too."""
    told = logging.getLogger("sentence_transformers")
    level = told.level
    told.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        told.setLevel(level)


def same(ours: np.ndarray[Any, Any], theirs: np.ndarray[Any, Any]) -> bool:
    """Whether unit rows of both engines, float32[texts, dimension], are the same up to rounding."""
    return bool(((ours * theirs).sum(axis=1) > NEAREST).all())
