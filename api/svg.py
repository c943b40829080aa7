"""An SVG as a page has it: named for those who hear it, and without what a drawing library adds for nobody."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from lxml import etree

SVG: Final = "http://www.w3.org/2000/svg"
ADDED: Final = re.compile(r"aria-.*|role|class|pointer-events|stroke-miterlimit|opacity|display|font-family|version")
"""Attributes that say nothing once the whole is one picture with a name, and the font is the page's."""
EMPTY_PATHS: Final = frozenset({"background", "foreground"})
LONG_NUMBER: Final = re.compile(r"(\d+\.\d)\d+")


@dataclass(frozen=True, slots=True)
class Caption:
    """What a picture is, and what it shows, in a sentence."""

    title: str
    description: str


def lean(drawn: str, caption: Caption) -> str:
    """The drawing as one picture that is named by its caption, without what repeats or draws nothing."""
    root = etree.fromstring(drawn.encode())
    for element in list(root.iter(etree.Element)):
        if element.tag == f"{{{SVG}}}path" and element.get("class") in EMPTY_PATHS:
            _drop(element)
            continue
        for name in [str(each) for each in element.attrib]:
            if ADDED.fullmatch(name):
                del element.attrib[name]
        for name in ("d", "transform"):
            value = element.get(name)
            if value is not None:
                element.set(name, LONG_NUMBER.sub(r"\1", str(value)))
    for element in reversed(list(root.iter(f"{{{SVG}}}g"))):
        _flatten(element)
    root.set("class", "chart")
    root.set("role", "img")
    root.set("aria-label", caption.title)
    if caption.description:
        told = etree.Element(f"{{{SVG}}}desc")
        told.text = caption.description
        root.insert(0, told)
    named = etree.Element(f"{{{SVG}}}title")
    named.text = caption.title
    root.insert(0, named)
    etree.cleanup_namespaces(root)
    return etree.tostring(root, encoding="unicode")


def _drop(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _flatten(group: etree._Element) -> None:
    """A group without attributes gives its place to what is in it."""
    parent = group.getparent()
    if parent is None or (len(group) and (set(group.attrib) - {"transform"} or _moves(group))):
        return
    place = parent.index(group)
    for child in reversed(list(group)):
        parent.insert(place, child)
    if group.getparent() is not None:
        parent.remove(group)


def _moves(group: etree._Element) -> bool:
    return str(group.get("transform", "translate(0,0)")) != "translate(0,0)"
