"""What larger collections would cost, by the fits: hours, bytes, memory, and how many machines of what size.

Everything here is arithmetic over curves that end at about a million passages; what it takes for granted stands in the
names below, and `bench.cost.document` says it beside the table.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bench.cost.fits import Fit
from bench.cost.points import MEASURES

GIB: Final = 2**30
CORES, MEMORY = 2, 8
"""Of one machine of the small kind: cores of the measured sort, GiB."""
DAY: Final = 24.0
"""Hours in which a first encoding is to be done."""
USABLE: Final = 0.75
"""Of a machine's memory, what the service or a node may take: the rest is for the system and the file cache."""
MEMORIES: Final = (8, 16, 32, 64, 128, 256, 512, 1024, 2048)
"""GiB that machines are to be had with."""
DIMENSION: Final = 384
VECTOR: Final = 4 * DIMENSION
"""Bytes of one vector, as Milvus holds it with the index `FLAT`."""
OVERHEAD: Final = 1.2
"""By what Milvus needs more: ids, segments that grow, what is being merged."""
CODED: Final = DIMENSION + 8
"""Bytes of one passage in inverted lists of the process (`index.dense.inverted`): gone where Milvus has the vectors."""
GENERATIONS: Final = 4
"""On the disk while a rebuild runs: three that are kept, and the new one."""

NEEDED: Final = frozenset((measure.step, measure.name) for measure in MEASURES)
Fits = Mapping[tuple[str, str], tuple[Fit, ...]]
"""By step and name of the measure: the fits of its pieces, that of the largest sizes last."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """Hours, milliseconds and bytes at so many passages.

    `workers` machines encode them in a day. `nodes` of Milvus hold the vectors, and `words` is the memory of a process
    that has everything else. `build_machine`, `search_machine` and `words_machine` are GiB of the smallest machine that
    has the memory, None where there is none.
    """

    passages: int
    import_hours: float
    encoding_hours: float
    build_hours: float
    database: float
    cache: float
    generation: float
    build_memory: float
    search_memory: float
    rank: float
    dense: float
    words: float
    workers: int
    nodes: int

    @property
    def disk(self) -> float:
        """Bytes on one machine that keeps everything."""
        return self.database + self.cache + GENERATIONS * self.generation

    @property
    def build_machine(self) -> int | None:
        return machine_for(self.build_memory)

    @property
    def search_machine(self) -> int | None:
        return machine_for(self.search_memory)

    @property
    def words_machine(self) -> int | None:
        return machine_for(self.words)


def estimate(fits: Fits, passages: int, process: float) -> Estimate:
    """`process` is the memory in MiB of a process before it opens an index. Raises KeyError for a step not measured."""

    def at(step: str, name: str) -> float:
        return fits[step, name][-1].at(passages)

    own = process * 2**20
    encoding = at("encoding", "seconds") / 3600
    searched = at("search", "memory")
    return Estimate(
        passages,
        import_hours=at("import", "seconds") / 3600,
        encoding_hours=encoding,
        build_hours=(at("build", "seconds") + at("build", "lists")) / 3600,
        database=at("import", "database"),
        cache=at("encoding", "cache"),
        generation=at("build", "generation"),
        build_memory=own + at("build", "memory"),
        search_memory=own + searched,
        rank=at("search", "rank"),
        dense=at("search", "dense"),
        words=own + max(searched - CODED * passages, 0.0),
        workers=workers_for(encoding),
        nodes=nodes_for(passages),
    )


def workers_for(hours: float, within: float = DAY) -> int:
    """Machines that encode in `within` hours what one encodes in `hours`: each text is encoded by itself."""
    return max(math.ceil(hours / within), 1)


def nodes_for(passages: int, memory: int = MEMORY) -> int:
    """Milvus nodes of so many GiB that hold the vectors."""
    return max(math.ceil(passages * VECTOR * OVERHEAD / (memory * GIB * USABLE)), 1)


def machine_for(memory: float) -> int | None:
    """GiB of the smallest machine on which a process may take so many bytes; None where it is larger than all."""
    return next((each for each in MEMORIES if memory <= each * GIB * USABLE), None)


def is_whole(fits: Fits) -> bool:
    """Whether every measure has a fit, so that an estimate can be made."""
    return fits.keys() >= NEEDED
