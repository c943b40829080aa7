"""One word of a megabyte, wherever a text is taken: refused by its size, or dealt with in bounded time and memory."""

from __future__ import annotations

import io
import resource
import time
from collections import Counter
from typing import Any

import docx
import pytest
from fastapi.testclient import TestClient

from api.service import Service
from corpus.drafts import CompanyDraft
from corpus.roles import Role
from index.inference.choice import ModelChoice
from index.tokens import question_terms, tokens
from index.transformer import TransformerEncoder
from tests.api.conftest import as_
from tests.api.records import company, need, other_company, patent
from tests.conftest import Scale
from tests.proof.figures import Recorder

MEGABYTE = 1_000_000
LONGEST = 60_000
"""The most that any field of a record takes."""
IN_ADDRESS = 6_000
SECONDS = 60
GROWTH = 400
"""MB, at most; a model's own included."""
WORDS = {"Latin": "a", "Hangul": "가", "digits": "7", "mixed": "a가7", "joined": "a-", "compound": "탄화규소"}


def grown() -> float:
    """The most memory that this process ever had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024


def word(letters: str, size: int) -> str:
    return (letters * (size // len(letters) + 1))[:size]


def asked(text: str) -> list[tuple[str, str, dict[str, Any]]]:
    """Wherever a text is asked with, or written into a record; in an address as much as servers take of one."""
    short = text[:IN_ADDRESS]
    capability = {"title": "Weaving", "text": text}
    form = {"headers": {"Origin": "http://testserver"}}
    return [
        ("POST", "/api/v1/matches", {"json": {"text": text, "to": "companies"}}),
        ("GET", "/api/v1/matches", {"params": {"text": short, "to": "companies"}}),
        ("GET", "/api/v1/completions", {"params": {"q": short}}),
        ("GET", "/", {"params": {"text": short, "to": "companies"}}),
        ("POST", "/", {"data": {"text": text, "to": "companies"}, **form}),
        ("GET", "/compare", {"params": {"text": short, "to": "companies", "with": "FICT-C1"}}),
        ("GET", "/searches/new", {"params": {"question": f"text={short}&to=companies"}}),
        ("POST", "/api/v1/searches", {"json": {"name": "long", "question": f"text={text}&to=companies"}}),
        ("POST", "/api/v1/patents", {"json": patent("LONG", title="A title", abstract=text)}),
        ("POST", "/api/v1/needs", {"json": need("LONG", description=text)}),
        ("POST", "/api/v1/own-needs", {"json": {"title": "A seal", "description": text}}),
        (
            "POST",
            "/api/v1/companies",
            {"json": company("LONG", profile={"summary": "s", "capabilities": [capability]})},
        ),
        ("GET", "/", {"params": {"need": "LONG", "to": "companies"}}),
        ("GET", "/compare", {"params": {"need": "LONG", "to": "companies", "with": "LONG"}}),
        ("GET", "/api/v1/matches", {"params": {"patent": "LONG", "to": "companies"}}),
    ]


@pytest.mark.row("text")
def test_a_word_of_a_megabyte_is_refused_or_dealt_with(
    service: Service, client: TestClient, figure: Recorder, scale: Scale
) -> None:
    with service.database.transaction() as store:
        store.put("companies", [CompanyDraft.model_validate(each) for each in (company(), other_company())])
    client.get("/api/v1/matches", params={"text": "세라믹 노즐", "to": "companies"}).raise_for_status()
    before, slowest = grown(), 0.0
    statuses: Counter[int] = Counter()
    for letters in [*WORDS.values()][:: scale(4, 1)]:
        for size in (MEGABYTE, LONGEST):
            for method, path, sent in asked(word(letters, size)):
                begun = time.process_time()
                answer = client.request(method, path, **sent)
                slowest = max(slowest, time.process_time() - begun)
                statuses[answer.status_code] += 1
                assert answer.status_code < 500, (path, size)
                assert answer.is_success or size == MEGABYTE or answer.status_code in {404, 409, 413, 422}, path
                # A page that refuses gives its sender the text back, once; nothing makes more of it.
                assert len(answer.content) < 3 * size + 500_000, (path, size, len(answer.content))
    assert slowest < SECONDS
    assert grown() - before < GROWTH
    assert statuses.keys() & {413, 422}
    figure(
        f"words of 1 MB and of {LONGEST:,} letters in {statuses.total()} requests: {statuses[413] + statuses[422]} "
        f"refused by their size, the others answered, {slowest:.1f} s at most, memory {grown() - before:.0f} MB more"
    )


@pytest.mark.row("text")
def test_a_brochure_with_a_word_of_a_megabyte(service: Service, client: TestClient, figure: Recorder) -> None:
    with service.database.transaction() as store:
        store.put("companies", [CompanyDraft.model_validate(company())])
    member = as_(service, Role.COMPANY, "FICT-C1")
    before = grown()
    told = []
    for letters in ("a", "가"):
        document = docx.Document()
        document.add_heading("Capabilities", level=1)
        document.add_paragraph("We weave silicon carbide fibre preforms.")
        document.add_paragraph(word(letters, MEGABYTE))
        stream = io.BytesIO()
        document.save(stream)
        file = {"file": ("brochure.docx", stream.getvalue())}
        answer = client.post("/api/v1/brochures", files=file, headers=member)
        assert answer.status_code in {200, 201, 413, 422}, answer.text[:300]
        told.append(answer.status_code)
        assert len(answer.content) < 300_000
    assert grown() - before < GROWTH
    figure(f"brochures with such a word: answered with {', '.join(map(str, told))}, at most 300 kB proposed of each")


@pytest.mark.row("text")
def test_the_longest_word_of_a_field_is_cut_into_terms(figure: Recorder, scale: Scale) -> None:
    most, before = {}, grown()
    for name, letters in WORDS.items():
        text = word(letters, scale(LONGEST // 6, LONGEST))
        begun = time.process_time()
        terms = [*tokens(text), *question_terms(text)]
        took = time.process_time() - begun
        assert max(map(len, terms), default=0) <= 64, name
        assert took < SECONDS, name
        most[name] = took
    assert grown() - before < 2_500
    figure(
        f"a word of {LONGEST:,} letters in {len(WORDS)} scripts is cut into terms in {max(most.values()):.1f} s at most"
    )


@pytest.mark.model
@pytest.mark.row("text")
def test_the_bundled_model_reads_long_words(figure: Recorder, scale: Scale) -> None:
    encoder = TransformerEncoder(ModelChoice(precision="float32"))
    encoder.encode_document(["warm"])
    before, most = grown(), 0.0
    # A word of joined letters is as many tokens as it has letters: as long as any field takes, it is still read whole.
    whole = [word(letters, MEGABYTE) for letters in ("a", "가", "7")] if scale(0, 1) else []
    for text in [*whole, word("a-", scale(LONGEST // 20, LONGEST))]:
        begun = time.process_time()
        vectors = encoder.encode_document([text])
        most = max(most, time.process_time() - begun)
        assert vectors.shape == (1, encoder.info.dimension)
        assert abs(float((vectors * vectors).sum()) - 1) < 1e-3
    assert most < 2 * SECONDS
    assert grown() - before < 2_500
    figure(
        f"the bundled model reads words of 1 MB, and {LONGEST:,} joined letters, in {most:.0f} s of its processors at "
        f"most, memory {grown() - before:.0f} MB more"
    )
