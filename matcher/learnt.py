"""Weights learnt in an office, each in a file of its own that is never changed; `CURRENT` names the one in use.

Earlier ones stay, so that a receipt that names them can still be repeated and explained.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

from corpus.problems import Unavailable
from corpus.text import content_hash
from index.disk import replace_file
from index.pool import VIEWS
from matcher.models import Models
from matcher.weights import A_PASSAGE, Weights

CURRENT: Final = "CURRENT"
NAME: Final = re.compile(r"learnt-[0-9a-f]{12}")
LARGEST: Final = 1e6
WEIGHED: Final = frozenset(VIEWS) | {view + A_PASSAGE for view in VIEWS}


class LearntWeights:
    """Of one folder, which need not be there. Any number of processes may read while one publishes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def current(self) -> Weights | None:
        """Those in use, None where none are. Raises Unavailable `models_damaged`."""
        try:
            name = (self._folder / CURRENT).read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise Unavailable.because("models_damaged", CURRENT, detail="unreadable") from error
        found = self.named(name)
        if found is None:
            raise Unavailable.because("models_damaged", CURRENT, detail=f"no file of {name[:40]}")
        return found

    def named(self, name: str) -> Weights | None:
        """Those of a receipt; None for a name that nothing here has. Raises as `current`."""
        path = self._folder / f"{name}.json"
        return _read(path) if NAME.fullmatch(name) and path.is_file() else None

    def publish(self, weights: Weights) -> Weights:
        """Puts them to use under a name that is made of what they are; gives them with it.

        Raises ValueError for weights without models of their own.
        """
        if weights.models is None:
            raise ValueError("learnt weights come with their models")
        told = {"views": dict(weights.views), "models": weights.models.as_json()}
        told["models"].pop("weights")
        name = f"learnt-{content_hash(told)[:12]}"
        self._folder.mkdir(parents=True, exist_ok=True)
        replace_file(self._folder / f"{name}.json", json.dumps(told, indent=1).encode())
        replace_file(self._folder / CURRENT, f"{name}\n".encode())
        return _read(self._folder / f"{name}.json")


@lru_cache(maxsize=16)
def _read(path: Path) -> Weights:
    """Once: a file of this name never changes."""
    try:
        told = json.loads(path.read_bytes())
        views = {str(name): float(weight) for name, weight in told["views"].items()}
        models = Models.of_json({**told["models"], "weights": path.stem})
        _check(views)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise Unavailable.because("models_damaged", path.name, detail=str(error)) from error
    return Weights(path.stem, views, models)


def _check(views: Mapping[str, float]) -> None:
    weights = views.values()
    if not views.keys() <= WEIGHED or not any(weights) or not all(0 <= each < LARGEST for each in weights):
        raise ValueError("no such weights")
