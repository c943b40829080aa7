"""Which Milvus server, and how it is used."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

IndexKind = Literal["FLAT", "IVF_FLAT", "HNSW"]


@dataclass(frozen=True, slots=True)
class Address:
    """`uri` as pymilvus takes it (`http://host:19530`), `token` an API key or `user:password`, or empty.

    Names of collections begin with `prefix`: an installation's own. `index` other than `FLAT` finds most of the nearest
    vectors, not all. A search or a fetch may take `seconds`, what a build waits for `build_seconds`.
    """

    uri: str
    token: str = field(default="", repr=False)
    database: str = ""
    prefix: str = "matcher"
    index: IndexKind = "FLAT"
    seconds: float = 10.0
    build_seconds: float = 600.0
