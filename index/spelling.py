"""British spelling as American: a word counts as one, whichever way it is written.

The glossary and most patents have American spelling, European and many Korean records British. What comes out is a
term to count, not a text to show: a word that only looks British gets a term of its own all the same.
"""

from __future__ import annotations

import re
from typing import Final

ENDING: Final = r"(e|es|ed|er|ers|ing)$"
BEFORE_ISE: Final = "al|an|ar|ard|as|at|er|erg|es|et|gn|ic|id|il|im|in|it|iv|ll|od|ol|om|on|or|ot|ul|ur|yn"
RULES: Final = tuple(
    (re.compile(british), american)
    for british, american in (
        (r"(arm|behavi|clam|col|endeav|fav|flav|harb|hon|hum|lab|neighb|od|rig|rum|sav|tum|vap|vig)our", r"\1or"),
        (r"(calib|cent|fib|lit|lust|met|och|sab|spect|theat)re(s)?$", r"\1er\2"),
        (r"(calib|cent|lust)r(ed|ing)$", r"\1er\2"),
        (r"(def|off|lic|pret)ence(s)?$", r"\1ense\2"),
        (r"(ana|cata|dia|mono)logue(s)?$", r"\1log\2"),
        (rf"({BEFORE_ISE})is{ENDING}", r"\1iz\2"),
        (r"([a-z]{3})isation(s|al)?$", r"\1ization\2"),
        (rf"(anal|catal|dial|electrol|hydrol|paral)ys{ENDING}", r"\1yz\2"),
        (r"(barr|canc|chann|dev|fu|funn|lab|lev|mod|pan|shov|swiv|trav|tunn)ell(ed|er|ers|ing)$", r"\1el\2"),
        (r"(di|equ|initi|met|sign|spir|tot)all(ed|er|ers|ing)$", r"\1al\2"),
        (r"sulph", "sulf"),
        (r"(m|sm)ould(s|ed|ing|er|able)?$", r"\1old\2"),
        (r"^programme(s)?$", r"program\1"),
        (r"^aluminium", "aluminum"),
        (r"^aeroplane", "airplane"),
        (r"^caesium", "cesium"),
        (r"^(an)?aesth", r"\1esth"),
        (r"^haem", "hem"),
        (r"^(orthop|p)aed", r"\1ed"),
        (r"^oe(dem|stro|soph)", r"e\1"),
        (r"manoeuvre(s)?$", r"maneuver\1"),
        (r"manoeuvr", "maneuver"),
        (r"^plough", "plow"),
        (r"^tyre(s)?$", r"tire\1"),
        (r"^grey", "gray"),
        (r"^disc(s)?$", r"disk\1"),
        (r"^ageing$", "aging"),
        (r"^artefact", "artifact"),
    )
)
SHORTEST: Final = 4


def american(word: str) -> str:
    """A word of lower-case letters as Americans spell it."""
    if len(word) < SHORTEST or not word.isascii():
        return word
    for british, replacement in RULES:
        word = british.sub(replacement, word)
    return word
