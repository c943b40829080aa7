"""Sentences for problems of importing."""

from __future__ import annotations

from corpus.wording.entry import Wording
from corpus.wording.importing_files import WORDING as FILES
from corpus.wording.importing_rows import WORDING as ROWS
from corpus.wording.importing_xml import WORDING as XML

WORDING: dict[str, Wording] = {**FILES, **ROWS, **XML}
