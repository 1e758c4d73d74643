"""The questionnaire page as a person uses it: choose, write, and read what it says about each save."""

import re

from playwright.sync_api import Locator, Page, expect

SAVED = re.compile(r"Guardado \d?\d:\d\d")


class Questionnaire:
    def __init__(self, page: Page):
        self.page = page
        self.bar = page.locator("[data-save-bar]")

    def question(self, code: str) -> Locator:
        return self.page.locator(f"article[id='{code}']")

    def says(self, code: str) -> Locator:
        return self.page.locator(f"[id='dice-{code}']")

    def choose(self, code: str, label: str) -> None:
        """Click an option by its words, and wait until the page says that it is saved."""
        with self.page.expect_response(f"**/respuestas/{code}/"):
            self.question(code).locator("label", has_text=label).first.click()
        self.expect_saved(code)

    def write(self, code: str, label: str, text: str) -> None:
        """Fill a field by its label and leave it, and wait until the page says that it is saved."""
        field = self.question(code).get_by_label(label, exact=False).first
        with self.page.expect_response(f"**/respuestas/{code}/"):
            field.fill(text)
            field.press("Tab")
        self.expect_saved(code)

    def expect_saved(self, code: str) -> None:
        expect(self.bar).to_contain_text(SAVED)
        expect(self.question(code).locator(".when-idle")).to_contain_text(re.compile("Guardado|Borrador guardado"))
