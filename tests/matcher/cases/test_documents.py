"""Documents: what is taken, under which name, who has it, and that none is ever lost."""

from __future__ import annotations

import hashlib

import pytest

from corpus.database import Database
from corpus.problems import Conflict, Forbidden, NotFound, Refused
from corpus.records import Audience, CaseStage
from matcher.cases import desk
from matcher.cases.documents import add_document, read_document, withdraw_document
from matcher.cases.files import brought, file_name
from matcher.cases.viewing import documents_for, events_for, see
from matcher.screening.desk import take
from matcher.screening.states import Block
from tests.matcher.cases.desk import BADA, HANUL, NOW, OFFICER, REVIEWER, opened

PDF = b"%PDF-1.7\n1 0 obj"
NDA = "비밀유지계약서(안).pdf"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        (NDA, NDA),
        ("C:\\서류\\계약 서.pdf", "계약 서.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ('a"b\r\nc<d>.pdf', "a_b_c_d_.pdf"),
        ("가" * 400 + ".pdf", "가" * 146 + ".pdf"),
        ("비밀.pdf", "비밀.pdf"),
    ],
)
def test_names_are_kept_as_far_as_they_are_safe(name: str, kept: str) -> None:
    assert file_name(name) == kept


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.pdf", b"", "document_empty"),
        ("a.pdf", PDF + b"x" * 200, "case_file_too_large"),
        ("a.exe", b"MZ", "document_type"),
        ("a.html", b"<script>", "document_type"),
        ("pdf", PDF, "document_type"),
        ("a.pdf", b"PK\x03\x04", "document_disguised"),
        ("a.docx", PDF, "document_disguised"),
        ("a.txt", b"\x00\x01\xff", "document_disguised"),
        ("[대외비] 시험.pdf", PDF, "secret_refused"),
        ("a.txt", "보안등급: 대외비".encode("cp949"), "secret_refused"),
    ],
)
def test_what_is_no_document(name: str, content: bytes, code: str) -> None:
    with pytest.raises(Refused, match=code):
        brought(name, content, limit=200)


def test_a_file_of_exactly_the_bound_is_taken() -> None:
    assert brought("a.txt", b"x" * 200, limit=200).media_type == "text/plain; charset=utf-8"


def test_who_has_what(office: Database) -> None:
    with office.transaction() as store:
        reference = opened(store).reference
        kept = add_document(store, reference, NDA, PDF, OFFICER, audience=Audience.OFFICIALS, limit=100, now=NOW)
        assert store.cases.require(reference).shared_at is None
        shared = add_document(store, reference, NDA, PDF, OFFICER, audience=Audience.BOTH, limit=100, now=NOW)
        assert store.cases.require(reference).shared_at == NOW
        own = add_document(store, reference, "시험.txt", b"ok", HANUL, audience=Audience.OFFICIALS, limit=100, now=NOW)
        assert store.cases.require(reference).unanswered_since == NOW
        for actor in (BADA, HANUL):
            with pytest.raises(NotFound, match=r"unknown_(case|document)"):
                read_document(store, reference, kept.id or 0, actor)
        with pytest.raises(Forbidden):
            add_document(store, reference, NDA, PDF, REVIEWER, audience=Audience.BOTH, limit=100, now=NOW)
        document, content = read_document(store, reference, shared.id or 0, HANUL)
        assert (document.name, content, document.sha256) == (NDA, PDF, hashlib.sha256(PDF).hexdigest())
        view = see(store, reference, HANUL)
        assert [each.id for each in documents_for(store, view, HANUL)] == [own.id, shared.id]
        told = [(event.action, event.facts) for event in events_for(store, view, HANUL)]
        assert told == [
            ("document_added", {"document": shared.id, "name": NDA}),
            ("document_added", {"document": own.id, "name": "시험.txt"}),
        ]
        with pytest.raises(Forbidden):
            withdraw_document(store, reference, shared.id or 0, HANUL, NOW)
        for number, actor in ((shared.id, OFFICER), (own.id, HANUL)):
            withdraw_document(store, reference, number or 0, actor, NOW)
        withdraw_document(store, reference, own.id or 0, OFFICER, NOW)
    with office.reading() as store:
        assert documents_for(store, see(store, reference, HANUL), HANUL) == []
        assert len(documents_for(store, see(store, reference, OFFICER), OFFICER)) == 3
        assert read_document(store, reference, shared.id or 0, REVIEWER)[1] == PDF
        events = store.cases.events(store.cases.require(reference))
        assert [event.action for event in events].count("document_withdrawn") == 2


def test_nothing_is_shared_of_what_the_company_may_not_know(office: Database) -> None:
    with office.transaction() as store:
        hidden, released = opened(store, "P3").reference, opened(store, "P2", "C2").reference
        for reference in (hidden, released):
            with pytest.raises(Conflict, match="document_not_for_company"):
                add_document(store, reference, NDA, PDF, OFFICER, audience=Audience.BOTH, limit=100, now=NOW)
        known = opened(store, "P2").reference
        shared = add_document(store, known, NDA, PDF, OFFICER, audience=Audience.BOTH, limit=100, now=NOW)
        case = store.cases.require(known)
        desk.move(store, known, CaseStage.CONTACTED, OFFICER, NOW, version=case.version)
        assert read_document(store, known, shared.id or 0, HANUL)[1] == PDF
        take(store, "patents", "P2", Block("심사 중"), caller=REVIEWER, day=NOW.date())
        with pytest.raises(NotFound, match="unknown_document"):
            read_document(store, known, shared.id or 0, HANUL)
        view = see(store, known, HANUL)
        assert (view.open, documents_for(store, view, HANUL)) == (False, [])
        assert NDA not in str([event.facts for event in events_for(store, view, HANUL)])


def test_a_case_has_so_many(office: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("matcher.cases.documents.MOST_DOCUMENTS", 1)
    with office.transaction() as store:
        reference = opened(store).reference
        add_document(store, reference, NDA, PDF, OFFICER, audience=Audience.OFFICIALS, limit=100, now=NOW)
        with pytest.raises(Conflict, match="too_many_documents"):
            add_document(store, reference, NDA, PDF, OFFICER, audience=Audience.OFFICIALS, limit=100, now=NOW)
