"""Where the vectors of generations are kept: what a rebuild writes them into, and a load opens them from."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Final, Protocol

from corpus.problems import Unavailable
from index.dense.protocol import Dense, Rows
from index.encoder import Vectors

log = logging.getLogger(__name__)

IN_FILES: Final = "files"
IN_MILVUS: Final = "milvus"
ENGINES: Final = frozenset({IN_FILES, IN_MILVUS})
"""By the names that a manifest may have."""
DOWN: Final = "vectors_unavailable"
"""The code of the refusal while an engine cannot be reached: it passes by itself."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What a manifest says of its generation's vectors: which engine has them, and by kind what they are called there.

    In files they are named like any other file of the generation, and have no other name.
    """

    engine: str = IN_FILES
    collections: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Place:
    """Where one kind's vectors of one generation belong; `directory` has that kind's other files."""

    tier: str
    generation: str
    kind: str
    directory: Path


@dataclass(frozen=True, slots=True)
class Source:
    """What opening needs to know. `read` gives the checked bytes of one of the kind's files, `opened` the file to read
    from, with its checksum found right.

    `collection` is what the manifest calls the vectors, the rows `starts[i]:starts[i + 1]` are those of record i.
    `thorough` reads every vector back, else what is read back is a sample. `listed` False: it is of a time before there
    were lists.
    """

    read: Callable[[str], bytes]
    opened: Callable[[str], BinaryIO]
    collection: str
    starts: Rows
    dimension: int
    threads: int = 1
    thorough: bool = False
    listed: bool = True


class VectorWriter(Protocol):
    """Takes one kind's vectors as they come."""

    def add(self, vectors: Vectors, record: int) -> None:
        """The vectors float32[passages, dimension] of the record with this number, which follow those before."""
        ...

    def close(self) -> None:
        """All were added. Raises as `Engine.check`."""
        ...

    def abandon(self) -> None:
        """The build has failed: lets go of what it holds open. What was written is swept with the build."""
        ...


class Engine(Protocol):
    """One for the process, safe in threads. What raises Unavailable `DOWN` does so until the engine is back."""

    @property
    def name(self) -> str: ...

    @property
    def files(self) -> frozenset[str]:
        """What it adds to a kind's files."""
        ...

    @property
    def fewest(self) -> int:
        """So many generations must stay, for processes that still answer from the one before the newest."""
        ...

    def check(self) -> None:
        """Raises Unavailable `vectors_unavailable` where it does not answer."""
        ...

    def collections(self, tier: str, generation: str) -> Mapping[str, str]:
        """What the vectors of a generation of this name are called, by kind."""
        ...

    def writer(self, place: Place, dimension: int) -> VectorWriter: ...

    def open(self, source: Source) -> Dense:
        """Raises Unavailable `index_damaged` where they are not what was written."""
        ...

    def holds(self, collections: Mapping[str, str]) -> bool:
        """Whether all of them are there."""
        ...

    def switch(self, tier: str, collections: Mapping[str, str]) -> None:
        """These are the ones that serve from now on."""
        ...

    def rest(self, collections: Iterable[str]) -> None:
        """These need not be ready at hand any more; asking them is slower at first."""
        ...

    def drop(self, collections: Iterable[str]) -> None:
        """Removes them; those that are not there are none that stay."""
        ...

    def close(self) -> None:
        """Lets go of connections; what is asked later connects anew."""
        ...


class Engines:
    """The engines of a process: new generations are written into `chosen`, earlier ones may lie in the others."""

    def __init__(self, chosen: Engine, *others: Engine) -> None:
        self.chosen = chosen
        self._known = {engine.name: engine for engine in (*others, chosen)}

    def named(self, name: str) -> Engine:
        """Raises Unavailable `vectors_elsewhere` for one that the settings do not name."""
        if name not in self._known:
            raise Unavailable.because("vectors_elsewhere", value=name)
        return self._known[name]

    def close(self) -> None:
        """See `Engine`."""
        for engine in self._known.values():
            engine.close()

    def drop(self, tier: str, generation: str, kept: Kept | None) -> bool:
        """Removes what the engines have of a generation: as its manifest says, or what a killed build may have left.

        False where one cannot be reached: it is to be asked again.
        """
        reached = True
        for engine in self._known.values():
            collections = kept.collections if kept and kept.engine == engine.name else {}
            try:
                engine.drop({**engine.collections(tier, generation), **collections}.values())
            except Unavailable as refused:
                log.warning("vectors of generation %s stay for now: %s", generation, refused.problem)
                reached = False
        return reached
