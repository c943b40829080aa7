"""A reviewer's way from a hint to a record that everybody finds."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from api.screening.scanning import Screener
from api.service import Service
from corpus.disclosure import Tier
from corpus.drafts import PatentDraft
from corpus.roles import Role
from tests.api.records import patent
from tests.browser.walking import WAYS, Walker, way_name
from tests.signing import LOCAL, make_person

pytestmark = pytest.mark.browser

LIST = [{"code": "K1", "title": "Guided kites", "phrases": ["guided kite", "유도 연"]}]


@pytest.mark.parametrize("context", WAYS, indirect=True, ids=way_name)
def test_from_a_hint_to_a_released_record(walker: Walker, service: Service, request: pytest.FixtureRequest) -> None:
    way = request.node.callspec.id
    record_id, word = f"FICT-K-{way}", f"ropewalk{way.replace('-', '')}"
    text = f"A relay of {word} is lifted. The guided kites carry it to 300 m; a winch brings them back."
    draft = PatentDraft.model_validate(patent(record_id, title=f"Relay {word}", abstract=text, tier="restricted"))
    with service.database.transaction() as store:
        reviewer = make_person(store, f"reviewer.{way}", Role.REVIEWER)
        if not any(each.id == "kites" for each in store.screening.lists.active()):
            store.screening.lists.put("kites", "2026-01", LOCAL, name="Kites", source="made up", entries=LIST)
        store.patents.put([draft])
    Screener(service).scan_all()

    page, question = walker.page, f"/?text=relay+{word}&to=patents"
    walker.open(question)
    expect(page.locator(f"a[href='/patents/{record_id}']")).to_have_count(0)
    walker.sign_in(reviewer)
    walker.open(f"/screening?text={record_id}")
    walker.follow(f"article a[href^='/screening/patents/{record_id}']")
    expect(page.locator(".hints mark").first).to_have_text("guided kites")
    form = f"form.decide[action^='/screening/patents/{record_id}']"
    stay = "button[name='stay']"
    walker.send(form, {"decision": "determine", "reason": "가상의 판정을 확인함"}, button=stay)
    expect(page.locator(".problem").first).to_be_visible()
    determined = {
        "decision": "determine",
        "reference": "FICT-2026-17",
        "expires_on": str(datetime.now(UTC).year + 1) + "-12-31",
        "onward": "public",
        "reason": "가상의 판정을 확인함",
    }
    walker.send(form, determined, button=stay)
    expect(page.locator(".history")).to_contain_text("FICT-2026-17")
    walker.open("/screening/history")
    expect(page.locator("main")).to_contain_text(record_id)
    walker.sign_out()
    walker.open(question)
    expect(page.locator(f"#match-1 a[href='/patents/{record_id}']")).to_be_visible()

    with service.database.reading(frozenset({Tier.PUBLIC})) as store:
        assert store.patents.get(record_id) is not None
