"""Encoding in bulk ahead of a build: each missing passage once, in rounds, and nothing taken that was not asked for."""

from __future__ import annotations

import importlib.util
import socket
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import pytest

from corpus.problems import Invalid, Refused, Unavailable
from index.build import RebuildProgress
from index.bulk import TextBlock, VectorBlock
from index.cache import VectorCache
from index.encoder import EncoderInfo
from index.generation import Generations
from index.ray_bulk import RayBulk
from index.ray_choice import RayChoice
from index.rebuild import rebuild
from tests.fakes import HashEncoder
from tests.index.library import Library, document, made_up


class Elsewhere:
    """Encodes here, last block first, and notes what it was sent."""

    def __init__(self) -> None:
        self.rounds: list[list[str]] = []
        self.encoder = HashEncoder()

    def encode(self, info: EncoderInfo, blocks: Iterable[TextBlock]) -> Iterator[VectorBlock]:
        taken = list(blocks)
        self.rounds.append([text for block in taken for text in block.texts])
        yield VectorBlock((), np.zeros((0, 0), dtype=np.float32))
        for block in reversed(taken):
            yield VectorBlock(block.hashes, self.encoder.encode_document(block.texts))


class Shouting(HashEncoder):
    """Encodes another text than the one that stands there, as a glossary makes it."""

    def rendered(self, texts: Iterable[str]) -> list[str]:
        return [text.upper() if "radar" in text else text for text in texts]


class Site:
    def __init__(self, root: Path, encoder: HashEncoder | None = None) -> None:
        self.encoder = encoder or HashEncoder()
        self.cache = VectorCache(root / "cache.sqlite")
        self.generations = Generations(root, "open")
        self.bulk = Elsewhere()
        self.seen: list[RebuildProgress] = []

    def rebuild(self, library: Library) -> tuple[int, int]:
        report = rebuild(
            library.corpus(), self.encoder, self.cache, self.generations, bulk=self.bulk, progress=self.seen.append
        )
        assert report.outcome == "published"
        return report.encoded, report.reused


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


def searchable(library: Library) -> list[str]:
    return [
        passage.searchable
        for documents in library.records.values()
        for each in documents.values()
        for passage in each.passages
    ]


def test_every_missing_passage_goes_elsewhere_once(site: Site) -> None:
    library = Library.of({"patents": 700, "needs": 4})
    texts = searchable(library)
    assert site.rebuild(library) == (len(texts), 0)
    assert sorted(text for sent in site.bulk.rounds for text in sent) == sorted(texts)
    assert site.encoder.documents == 0
    library.put(made_up("patents", 3, "changed"))
    site.bulk.rounds.clear()
    changed = [passage.searchable for passage in made_up("patents", 3, "changed").passages]
    assert site.rebuild(library) == (len(changed), len(texts) - len(changed))
    assert site.bulk.rounds == [changed]


def test_what_is_sent_is_what_is_encoded_in_the_end(tmp_path: Path) -> None:
    site = Site(tmp_path, Shouting())
    library = Library.of({"patents": 12})
    site.rebuild(library)
    assert sorted(site.bulk.rounds[0]) == sorted(site.encoder.rendered(searchable(library)))
    assert any(text.isupper() for text in site.bulk.rounds[0])
    assert site.encoder.documents == 0


def test_a_large_collection_goes_in_rounds(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.bulk.PASSAGES_A_ROUND", 600)
    library = Library.of({"patents": 1_400})
    first = made_up("patents", 0)
    # The passage that two records share is one text, whichever round it stands in.
    library.put(document("patents", "P9999", first.title, *(passage.text for passage in first.passages)))
    texts = searchable(library)
    assert len(set(texts)) == len(texts) - 1
    assert site.rebuild(library) == (len(texts) - 1, 1)
    assert len(site.bulk.rounds) > 2
    # A round ends with the batch of records that fills it.
    assert max(map(len, site.bulk.rounds)) < 600 + 3 * 256
    assert sorted(text for sent in site.bulk.rounds for text in sent) == sorted(set(texts))


def test_progress_grows_to_the_end(site: Site) -> None:
    library = Library.of({"patents": 700, "companies": 5})
    site.rebuild(library)
    encoding = [each for each in site.seen if each.step == "encoding"]
    counts = [each.encoded for each in encoding]
    assert counts == sorted(counts)
    assert counts[-1] == len(searchable(library))
    assert [each.records for each in encoding if each.kind == "patents"][-1] == 700
    assert {each.passages for each in encoding} == {0}
    assert {each.encoded for each in site.seen if each.step == "indexing"} == {len(searchable(library))}


@pytest.mark.parametrize("wrong", ["lost", "foreign", "shape", "not a number"])
def test_what_came_back_wrong_is_refused_and_the_former_generation_stays(
    site: Site, wrong: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = Library.of({"patents": 5})
    site.rebuild(library)
    former = site.generations.current()

    def encode(bulk: Elsewhere, info: EncoderInfo, blocks: Iterable[TextBlock]) -> Iterator[VectorBlock]:
        for block in blocks:
            vectors = bulk.encoder.encode_document(block.texts)
            if wrong == "foreign":
                yield VectorBlock(("0" * 32, *block.hashes[1:]), vectors)
            elif wrong == "shape":
                yield VectorBlock(block.hashes, vectors[:, :-1])
            elif wrong == "not a number":
                yield VectorBlock(block.hashes, vectors * np.float32("nan"))
            elif wrong == "lost":
                yield VectorBlock(block.hashes[1:], vectors[1:])

    monkeypatch.setattr(Elsewhere, "encode", encode)
    library.put(made_up("patents", 5), made_up("patents", 8))
    with pytest.raises(Unavailable) as refused:
        site.rebuild(library)
    assert refused.value.problem.code == "cluster_failed"
    assert site.generations.current() == former


def refusal(choice: RayChoice) -> Refused:
    with pytest.raises(Refused) as refused:
        list(RayBulk(choice, HashEncoder).encode(HashEncoder().info, []))
    return refused.value


def test_a_cluster_without_a_token_is_refused() -> None:
    refused = refusal(RayChoice("cluster.example:6379"))
    assert isinstance(refused, Invalid)
    assert refused.problem.code == "cluster_without_token"


def test_without_ray_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    problem = refusal(RayChoice()).problem
    assert problem.code == "cluster_unavailable"
    assert "extra “ray”" in str(problem.facts["detail"])


def test_a_cluster_that_nobody_runs_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: object())
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        problem = refusal(RayChoice(address, "token")).problem
    assert (problem.code, problem.value) == ("cluster_unavailable", address)


def test_a_token_is_not_shown() -> None:
    assert "s3cret" not in repr(RayChoice("cluster.example:6379", "s3cret"))
