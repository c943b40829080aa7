"""Areas and materials of one record, and the vectors that they are read from."""

from __future__ import annotations

from api.wiring import Service
from corpus.passages import Document, Kind
from corpus.problems import NotFound
from corpus.roles import Caller
from index.encoder import Vectors
from index.searcher import Searcher
from matcher.areas.tag import AreaTag
from matcher.snapshot import searcher_over


def tags_of(service: Service, caller: Caller, kind: Kind, record_id: str) -> tuple[AreaTag, ...]:
    """The tags that hold with their evidence, most confident first. Raises NotFound."""
    with service.reading(caller) as store:
        document = store.documents.get(kind, record_id)
        if document is None:
            raise NotFound.because(store.shelf(kind).unknown, "id", record_id)
        searcher = searcher_over(service.index, store)
    return service.tagger.tags(document, vectors_of(service, searcher, document))


def vectors_of(service: Service, searcher: Searcher, document: Document) -> Vectors:
    """The index's where it has the record's present text; else the passages are encoded here."""
    hashes = tuple(passage.hash for passage in document.passages)
    kind, record_id = document.kind, document.id
    if searcher.contains(kind, record_id) and searcher.passage_hashes(kind, record_id) == hashes:
        return searcher.passage_vectors(kind, record_id)
    return service.encoder.encode_document([passage.searchable for passage in document.passages])
