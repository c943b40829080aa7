"""What every page has to be, whoever reads it: accessible, within its width, its own, named, and light."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WIDTHS = (1440, 360)
SERIOUS = frozenset({"serious", "critical"})
OVERHANG = """() => {
  const width = document.documentElement.clientWidth;
  const last = Math.max(0, ...[...document.querySelectorAll(".top a")].map((e) => e.getBoundingClientRect().right));
  return Math.max(document.documentElement.scrollWidth, Math.floor(last)) - width;
}"""
"""By how many pixels the page, or the links at its top, stand out to the right."""
NAMELESS = """() => [...document.querySelectorAll("input:not([type=hidden]), select, textarea, button, a, summary")]
  .filter((e) => !e.labels?.length && !e.getAttribute("aria-label") && !e.textContent.trim()
    && !e.querySelector("img[alt], svg[aria-label]"))
  .map((e) => e.outerHTML.slice(0, 120))"""
TWICE = """() => {
  const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
  return ids.filter((id, at) => ids.indexOf(id) !== at);
}"""
BREACHES = """
window.breaches = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.breaches.push(`${event.violatedDirective} ${event.blockedURI}`);
});
"""
NOT_OURS = "Failed to load resource: the server responded with a status of 4"
"""A page of a refusal is one that the browser logs; it is no fault of the page."""


@dataclass(slots=True)
class Watch:
    """What a browser's page complained about, and whom it asked, since it was watched."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    own: frozenset[str] = frozenset()

    @classmethod
    def over(cls, page: Page, address: str) -> Watch:
        """From now on; to be made before the first page is opened. `address` is the server's."""
        watch = cls(page, own=frozenset({urlsplit(address).netloc}))
        page.add_init_script(BREACHES)
        page.on("pageerror", lambda error: watch.complaints.append(str(error)))
        page.on("console", lambda said: watch._said(said.type, said.text))
        page.on("request", lambda asked: watch._asked(asked.url))
        return watch

    def _said(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"} and not text.startswith(NOT_OURS):
            self.complaints.append(text)

    def _asked(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc not in self.own:
            self.strangers.append(url)

    def faults(self) -> list[str]:
        """Errors of the console, breaches of the Content-Security-Policy, requests to other hosts."""
        breaches = self.page.evaluate("window.breaches ?? []")
        return [*self.complaints, *breaches, *self.strangers]


def faults(page: Page) -> list[str]:
    """What is wrong with the page that is open, at both widths; empty for none."""
    found = _named(page)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        if (overhang := page.evaluate(OVERHANG)) > 0:
            found.append(f"stands out by {overhang} px at {width} px")
        found += [f"at {width} px: {each}" for each in inaccessible(page)]
    return found


def inaccessible(page: Page) -> list[str]:
    """axe's serious and critical findings, as rule and element."""
    response: dict[str, Any] = Axe().run(page).response
    return [
        f"{violation['id']} ({violation['impact']}): {node['html'][:160]}"
        for violation in response["violations"]
        if violation["impact"] in SERIOUS
        for node in violation["nodes"][:3]
    ]


def _named(page: Page) -> list[str]:
    found = []
    if page.locator("h1").count() != 1:
        found.append(f"{page.locator('h1').count()} first headings")
    if page.locator("main").count() != 1:
        found.append("not one main part")
    if not page.title().strip():
        found.append("no title")
    found += [f"nameless: {each}" for each in page.evaluate(NAMELESS)]
    found += [f"an id twice: {each}" for each in page.evaluate(TWICE)]
    return found
