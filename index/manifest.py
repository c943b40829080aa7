"""What a generation says of itself: by what it was made, of what, and the checksum of each of its files."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from corpus.passages import KINDS, Kind
from corpus.problems import Unavailable
from index import lexical, segment
from index.bm25 import Parameters, Tuning
from index.dense.digests import DIGESTS
from index.dense.engine import ENGINES, IN_FILES, Kept
from index.dense.files import LISTS, VECTORS
from index.encoder import EncoderInfo
from index.labels import NO_LABELS, LabelScheme

FORMAT = 5
"""Goes up with the layout of the files: another one means a full rebuild."""
UNLABELLED, UNPHRASED, PASSAGED, FILED = 1, 2, 3, 4
"""The formats before there were labels, and phrases, and the last that had BM25 of passages, and vectors in
files only, without lists.

Still read, so that they serve until that rebuild is done.
"""
PASSAGES = "passages"
"""Names the room and the parameters of BM25 of passages, up to `PASSAGED`: of no use any more."""
MANIFEST = "manifest.json"
UNTOLD = -1
NAME = re.compile(r"\d{8}T\d{6}\.\d{3}Z-[0-9a-f]{6}")
SHA256 = re.compile(r"[0-9a-f]{64}")
FILES: frozenset[str] = frozenset(
    f"{kind}/{name}"
    for kind in KINDS
    for name in (
        segment.IDS,
        segment.STARTS,
        segment.HASHES,
        segment.RECORD_HASHES,
        VECTORS,
        *LISTS,
        segment.LABELS,
        *(f"{segment.RECORDS}/{file}" for file in lexical.FILES),
        *(f"{segment.PHRASES}/{file}" for file in lexical.HASHED_FILES),
    )
)
"""Of these a generation consists whose vectors are in files."""
_LISTS = frozenset(f"{kind}/{name}" for kind in KINDS for name in LISTS)
_PASSAGES = frozenset(f"{kind}/{PASSAGES}/{file}" for kind in KINDS for file in lexical.FILES)
_PHRASES = frozenset(f"{kind}/{segment.PHRASES}/{file}" for kind in KINDS for file in lexical.HASHED_FILES)
_LABELS = frozenset(f"{kind}/{segment.LABELS}" for kind in KINDS)
FILES_BY_FORMAT = {
    FORMAT: FILES,
    FILED: FILES - _LISTS,
    PASSAGED: (FILES - _LISTS) | _PASSAGES,
    UNPHRASED: ((FILES - _LISTS) | _PASSAGES) - _PHRASES,
    UNLABELLED: ((FILES - _LISTS) | _PASSAGES) - _PHRASES - _LABELS,
}
"""A generation of a format consists of exactly these: a manifest cannot name any other path."""
_VECTORS = frozenset(f"{kind}/{VECTORS}" for kind in KINDS) | _LISTS
_DIGESTS = frozenset(f"{kind}/{DIGESTS}" for kind in KINDS)


def files_of(engine: str, version: int = FORMAT) -> frozenset[str]:
    """The files of a generation whose vectors that engine keeps: none of a format that nobody knows."""
    files = FILES_BY_FORMAT.get(version, frozenset())
    return files if engine == IN_FILES else (files - _VECTORS) | _DIGESTS


@dataclass(frozen=True, slots=True)
class Counts:
    records: int
    passages: int


@dataclass(frozen=True, slots=True)
class Measured:
    """Quality at the gate over so many questions of one language."""

    quality: float
    questions: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """`sequence` is the corpus's change number when it was read, `fingerprints` what the corpus was then.

    `created` is ISO 8601 in UTC; `quality` what the gate measured (None: there was no gate) by the questions `golden`,
    and `languages` the same by their language; an earlier release's generation tells none.
    `encoded` of its passages had no vector in the cache; -1 in an earlier release's generation, which does not tell.
    `analysis` names how text was cut and analysed, `labels` who labelled the records, `vectors` what keeps their
    vectors: by others, everything is built anew.
    """

    name: str
    created: str
    encoder: EncoderInfo
    tuning: Tuning
    sequence: int
    counts: Mapping[Kind, Counts]
    fingerprints: Mapping[Kind, str]
    files: Mapping[str, str]
    quality: float | None = None
    golden: str = ""
    languages: Mapping[str, Measured] = field(default_factory=dict)
    analysis: str = ""
    labels: LabelScheme = NO_LABELS
    vectors: Kept = field(default_factory=Kept)
    format: int = FORMAT
    encoded: int = UNTOLD

    def content(self) -> bytes:
        """JSON with a seal: the SHA-256 of everything else in it."""
        facts = asdict(self)
        return json.dumps({**facts, "seal": _seal(facts)}, indent=1, sort_keys=True, ensure_ascii=False).encode()


def manifest_from(content: bytes, name: str) -> Manifest:
    """Raises Unavailable: `index_damaged` where seal, name or fields are wrong, `index_format` for another format."""
    try:
        facts: dict[str, Any] = json.loads(content)
        seal = facts.pop("seal")
        if facts["format"] not in FILES_BY_FORMAT and seal == _seal(facts):
            raise Unavailable.because("index_format", "generation", name, found=int(facts["format"]), known=FORMAT)
        manifest = Manifest(
            name=str(facts["name"]),
            created=str(facts["created"]),
            encoder=EncoderInfo(**facts["encoder"]),
            tuning=_tuning(facts),
            sequence=int(facts["sequence"]),
            counts={kind: Counts(**facts["counts"][kind]) for kind in KINDS},
            fingerprints={kind: str(facts["fingerprints"][kind]) for kind in KINDS},
            files={str(file): str(digest) for file, digest in facts["files"].items()},
            quality=None if facts["quality"] is None else float(facts["quality"]),
            golden=str(facts["golden"]),
            languages={str(name): Measured(**each) for name, each in facts.get("languages", {}).items()},
            analysis=str(facts["analysis"]),
            labels=_scheme(facts["labels"]) if facts["format"] != UNLABELLED else NO_LABELS,
            vectors=_kept(facts),
            format=int(facts["format"]),
            encoded=int(facts.get("encoded", UNTOLD)),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Unavailable.because("index_damaged", MANIFEST, name, detail="not what was written") from error
    files = files_of(manifest.vectors.engine, manifest.format)
    sound = seal == _seal(facts) and manifest.name == name and manifest.files.keys() == files
    if not sound or not all(SHA256.fullmatch(digest) for digest in manifest.files.values()):
        raise Unavailable.because("index_damaged", MANIFEST, name, detail="seal or file list is wrong")
    return manifest


def _kept(facts: Mapping[str, Any]) -> Kept:
    """Earlier formats kept vectors in files. Raises ValueError for an engine that there is not."""
    if facts["format"] <= FILED:
        return Kept()
    engine, collections = str(facts["vectors"]["engine"]), facts["vectors"]["collections"]
    if engine not in ENGINES or (collections and collections.keys() != set(KINDS)):
        raise ValueError(f"vectors in {engine!r}")
    return Kept(engine, {str(kind): str(name) for kind, name in collections.items()})


def _scheme(facts: Mapping[str, Any]) -> LabelScheme:
    return LabelScheme(str(facts["key"]), tuple(map(str, facts["names"])))


def _tuning(facts: Mapping[str, Any]) -> Tuning:
    """Earlier formats have parameters of passages too, the first ones the same for passages and records."""
    if "parameters" in facts:
        return Tuning(records=Parameters(**facts["parameters"]))
    return Tuning(**{name: Parameters(**each) for name, each in facts["tuning"].items() if name != PASSAGES})


def _seal(facts: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(facts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
