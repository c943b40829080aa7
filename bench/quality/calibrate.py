"""Fits what makes a score a probability and tells what has no credible match, and says how well both hold.

    python -m bench.quality.calibrate --data-dir var/bench-quality FOLDER [FOLDER ...] [--write]

Each folder is a judged set in the form of BEIR. Every figure is of questions that were left out of the fit they are
told by, in five folds: with a record all questions about it, with a made-up question all of its kind. With `--write`
models fitted to all questions replace those that the package carries; run it again after the model or the weights
changed. The first run encodes the questions, which takes minutes; later ones find their vectors.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

import matcher
from api.environment import load
from api.service import Service
from bench.quality.__main__ import Reporting
from bench.quality.credibility import Observed, observe, observe_sample
from bench.quality.sample import sample_service
from matcher.credibility import THRESHOLD
from matcher.judged import read_judged_set
from matcher.learning import BY_ENCODER, Learnt, Seen, Sets, calibration_of, credibility_of, held_out
from matcher.metrics import calibration_error, calibration_error_by_width
from matcher.models import ANY, FILE, Models
from matcher.weights import WEIGHTS

SHIPPED = Path(matcher.__file__).parent / "data" / FILE
POOLED = "all together"
FULL = WEIGHTS["full"].name
MADE_UP = "in other words"
HEADINGS = (
    "ECE, 15 bins of equal size",
    "ECE, 10 of equal width",
    "ECE of the first",
    "mean score of the first",
    "relevant",
)


@dataclass(frozen=True, slots=True)
class Row:
    """One set. Errors are of the first ten candidates (over 15 bins of equal size, over 10 of equal width), then of
    the first alone (15 of equal size)."""

    name: str
    questions: int
    by_size: float
    by_width: float
    first: float
    mean_first: float
    true_first: float


def learn(sets: Sets) -> Learnt:
    return Learnt(calibration_of(sets), credibility_of(sets, THRESHOLD))


def learn_for_any(sets: Sets) -> Learnt:
    """What does not depend on the encoder."""
    return Learnt(calibration_of(sets, BY_ENCODER))


def calibration_rows(sets: Sets, told: Mapping[str, Sequence[Learnt]]) -> list[Row]:
    """Held-out figures of each set and of all together."""
    pairs = {
        name: [
            (by.scores(each), each.truths)
            for by, each in zip(told[name], asked, strict=True)
            if each.question.grades is not None
        ]
        for name, asked in sets.items()
    }
    pairs = {name: of_set for name, of_set in pairs.items() if of_set}
    pairs[POOLED] = [pair for of_set in pairs.values() for pair in of_set]
    return [_row(name, of_set) for name, of_set in pairs.items()]


def _row(name: str, answers: Sequence[tuple[NDArray[np.float64], NDArray[np.float64]]]) -> Row:
    scores, truths = (np.concatenate(each) for each in zip(*answers, strict=True))
    first, true = (np.array([each[0] for each in column]) for column in zip(*answers, strict=True))
    return Row(
        name,
        len(answers),
        calibration_error(scores, truths, 15),
        calibration_error_by_width(scores, truths, 10),
        calibration_error(first, true, 15),
        float(first.mean()),
        float(true.mean()),
    )


def asked_by_full(found: Sequence[Observed]) -> dict[str, list[Seen]]:
    """By set its own questions and the unanswerable ones; those in other words are asked of the largest set of
    companies, in which there is something of everything."""
    sets = {each.set: [*each.judged[FULL], *each.unanswerable] for each in found}
    companies = [each for each in found if each.companies]
    if companies:
        sets[MADE_UP] = max(companies, key=lambda each: each.records).answerable
    return sets


def credibility_rows(sets: Sets, told: Mapping[str, Sequence[Learnt]]) -> list[tuple[str, int, float, int, float]]:
    """Of each set: answerable questions, share refused; unanswerable ones, share refused. NaN for none of a kind."""
    rows = []
    for name, asked in sets.items():
        refused = np.array([by.confidence(each) < THRESHOLD for by, each in zip(told[name], asked, strict=True)])
        answerable = np.array([each.question.answerable for each in asked])
        shares = [float(refused[side].mean()) if side.any() else float("nan") for side in (answerable, ~answerable)]
        rows.append((name, int(answerable.sum()), shares[0], int((~answerable).sum()), shares[1]))
    return rows


def fitted_models(found: Sequence[Observed], space: str) -> list[Models]:
    """For every mode, fitted to all questions, credibility by those of `full`; last those for any encoder."""
    asked = asked_by_full(found)
    credibility = credibility_of(asked, THRESHOLD)
    by_mode = {name: {each.set: each.judged[name] for each in found} for name in found[0].judged}
    models = [Models(name, space, calibration_of(sets), credibility) for name, sets in by_mode.items()]
    return [*models, Models("", ANY, learn_for_any(asked).calibration)]


def rendered(found: Sequence[Observed]) -> str:
    """The tables, in Markdown."""
    sets = asked_by_full(found)
    told = held_out(sets, learn)
    lines: list[str] = []
    for title, by in (("score of `full`", told), ("score with any other model", held_out(sets, learn_for_any))):
        lines += [
            f"| {title} | questions | {' | '.join(HEADINGS)} |",
            "| --- |" + " --- |" * (len(HEADINGS) + 1),
        ]
        lines += [
            f"| {row.name} | {row.questions:,} | {row.by_size:.3f} | {row.by_width:.3f} | {row.first:.3f} |"
            f" {row.mean_first:.3f} | {row.true_first:.3f} |"
            for row in calibration_rows(sets, by)
        ]
        lines.append("")
    lines += ["| no credible match | answerable | refused | unanswerable | refused |", "| --- |" + " --- |" * 4]
    lines += [
        f"| {name} | {good:,} | {_share(lost)} | {bad:,} | {_share(caught)} |"
        for name, good, lost, bad, caught in credibility_rows(sets, told)
    ]
    return "\n".join(lines)


def _share(value: float) -> str:
    return "" if np.isnan(value) else f"{value:.1%}"


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m bench.quality.calibrate",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folders", type=Path, nargs="+", metavar="FOLDER", help="judged sets")
    parser.add_argument("--data-dir", type=Path, required=True, help="where vectors are kept")
    parser.add_argument("--write", action="store_true", help="replace the models that the package carries")
    given = parser.parse_args()
    service = Service(load(data_dir=given.data_dir))
    weights = [WEIGHTS["full"], *(each for mode, each in WEIGHTS.items() if mode != "full")]
    encoder, cache = service.encoder, service.judged_cache
    with TemporaryDirectory(prefix="matcher-sample-") as folder:
        settings = load(data_dir=Path(folder), vector_cache=given.data_dir / "vectors-sample.db")
        sample = sample_service(settings, encoder)
        found = [observe_sample(sample, weights, encoder, cache, Reporting("sample"))]
        sample.close()
    found += [
        observe(read_judged_set(folder), weights, encoder, cache, Reporting(folder.resolve().name))
        for folder in given.folders
    ]
    print(rendered(found))
    if given.write:
        models = fitted_models(found, service.encoder.info.space)
        lines = ",\n".join(json.dumps(each.as_json(), separators=(",", ":")) for each in models)
        SHIPPED.write_text(f'{{"models": [\n{lines}\n]}}\n', encoding="utf-8")


if __name__ == "__main__":
    main()
