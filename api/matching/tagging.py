"""Areas and materials of one record."""

from __future__ import annotations

from api.service import Service
from corpus.passages import Kind
from corpus.problems import NotFound
from corpus.roles import Caller
from matcher.areas.tag import AreaTag
from matcher.snapshot import passage_vectors, searcher_over


def tags_of(service: Service, caller: Caller, kind: Kind, record_id: str) -> tuple[AreaTag, ...]:
    """The tags that hold with their evidence, most confident first. Raises NotFound."""
    with service.reading(caller) as store:
        document = store.documents.get(kind, record_id)
        if document is None:
            raise NotFound.because(store.shelf(kind).unknown, "id", record_id)
        searcher = searcher_over(service.index, store)
    return service.tagger.tags(document, passage_vectors(searcher, service.encoder, document))
