"""Somebody who walks through the pages as people do: in Korean or English, with scripts or without."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Error, Locator, Page, expect

from tests.browser.examining import Watch, inaccessible
from tests.signing import Person, sign_in

WAYS = [
    {"locale": locale, "java_script_enabled": scripts} for locale in ("ko-KR", "en-GB") for scripts in (True, False)
]
"""What a browser is made with, for each way a walk is gone."""
SUBMIT = "button[type=submit]"


def way_name(way: dict[str, object]) -> str:
    return f"{str(way['locale'])[:2]}-{'with' if way['java_script_enabled'] else 'without'}-scripts"


def go_by(way: Locator) -> None:
    """Presses a link or button that leads to a page, also to the same one again, and waits until that is open."""
    with way.page.expect_navigation():
        way.click()


@dataclass(slots=True)
class Walker:
    """One browser's page on the site. Every page on the way has one first heading and nothing to complain of.

    In one of the ways, the slowest that says the most, axe looks at each page as well.
    """

    page: Page
    site: str
    watch: Watch
    korean: bool
    scripts: bool

    def sign_in(self, person: Person) -> None:
        sign_in(self.page, person.name, person.password, person.secret, site=self.site)
        self.check()

    def sign_out(self) -> None:
        self.send("form[action='/sign-out']")

    def open(self, path: str) -> None:
        self.page.goto(self.site + path)
        self.check()

    def follow(self, link: str) -> None:
        """A link, by its selector."""
        go_by(self.page.locator(link).first)
        self.check()

    def send(
        self,
        form: str,
        values: dict[str, str] | None = None,
        *,
        button: str = "button[type=submit]",
        stays: bool = False,
    ) -> None:
        """Fills a form's fields by name and sends it by its button; a select is chosen from by value.

        `stays` where a script answers in place.
        """
        within = self.page.locator(form).first
        for name, value in (values or {}).items():
            self.fill(within, name, value)
        sent = within.locator(button).first
        if stays and self.scripts:
            sent.click()
        else:
            go_by(sent)
        self.check()

    def fill(self, within: Locator, name: str, value: str) -> None:
        field = within.locator(f"[name='{name}']").first
        if field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(value)
        elif field.get_attribute("type") in {"checkbox", "radio"}:
            within.locator(f"[name='{name}'][value='{value}']").check()
        elif field.get_attribute("type") == "file":
            field.set_input_files(value)
        else:
            field.fill(value)

    def reads(self, korean: str, english: str) -> None:
        """Expects a sentence on the page, in the reader's language."""
        expect(self.page.locator("body")).to_contain_text(korean if self.korean else english)

    def check(self) -> None:
        """Looks at the page, again where it loaded itself anew meanwhile, as one that follows long work does."""
        for is_last in (False, False, True):
            try:
                self._look()
            except Error as error:
                if is_last or "context was destroyed" not in str(error):
                    raise
            else:
                return

    def _look(self) -> None:
        self.page.wait_for_load_state()
        expect(self.page.locator("h1")).to_have_count(1)
        if self.korean and self.scripts:
            assert inaccessible(self.page) == [], self.page.url
        assert self.watch.faults() == [], self.page.url
