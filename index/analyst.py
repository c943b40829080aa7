"""Records made ready for a segment: what was made of the same text before is taken over, the others are read anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.passages import Kind, Source
from corpus.text import content_hash
from index.cache import VectorCache
from index.encoder import Encoder, Vectors
from index.encoding import EncodedProgress, vectors_for
from index.entries import Entry, EntryCache
from index.labels import Labeller, labels_for, scheme_of
from index.pruning import Needed, prune
from index.terms import terms_of
from index.tokens import analysis_version

Ready = tuple[Entry, Vectors]
"""With vectors float32[passages, d]."""


@dataclass(frozen=True, slots=True)
class Read:
    """In the order of the sources; passages in all, and of these newly `encoded`."""

    entries: list[Ready]
    passages: int
    encoded: int


class Analyst:
    """Encodes through the cache, tokenises and labels; keeps what comes out in the same file."""

    def __init__(self, encoder: Encoder, cache: VectorCache, labeller: Labeller | None) -> None:
        self._encoder = encoder
        self._cache = cache
        self._labeller = labeller
        self._entries = EntryCache(cache.path, private=cache.private)
        self._needed = Needed()
        self._maker = content_hash([analysis_version(), scheme_of(labeller).key, encoder.info.key])

    def read(self, kind: Kind, sources: Sequence[Source], progress: EncodedProgress | None = None) -> Read:
        """Raises what encoding raises."""
        keys = {source.id: content_hash([kind, source.content_hash, self._maker]) for source in sources}
        known = self._known(keys)
        new = [source for source in sources if source.id not in known]
        made, encoded = self._made(new, keys, progress)
        found = known | made
        ready = [found[source.id] for source in sources]
        for source, (entry, _) in zip(sources, ready, strict=True):
            self._needed.add(keys[source.id], entry)
        return Read(ready, sum(len(entry.passages) for entry, _ in ready), encoded)

    def forget_others(self) -> int:
        """Lets go of all in the cache that is of no record that was read, and tells how much. Raises as `prune`."""
        return prune(self._cache, self._needed)

    def _known(self, keys: Mapping[str, str]) -> dict[str, Ready]:
        """By record, those whose vectors are all there too."""
        kept = self._entries.fetch(list(keys.values()))
        entries = {record_id: kept[key] for record_id, key in keys.items() if key in kept}
        names = list(dict.fromkeys(name for entry in entries.values() for name in entry.vectors))
        fetched = self._cache.fetch(self._encoder.info, names)
        places = {name: row for row, name in enumerate(names)}
        found: dict[str, Ready] = {}
        for record_id, entry in entries.items():
            rows = [places[name] for name in entry.vectors]
            if fetched.found[rows].all():
                found[record_id] = entry, fetched.vectors[rows]
        return found

    def _made(
        self, sources: Sequence[Source], keys: Mapping[str, str], progress: EncodedProgress | None
    ) -> tuple[dict[str, Ready], int]:
        if not sources:
            return {}, 0
        documents = [source.document() for source in sources]
        found = vectors_for(documents, self._encoder, self._cache, progress)
        labels = labels_for(self._labeller, documents, found.matrices)
        made: dict[str, Ready] = {}
        for document, vectors, names, terms, row in zip(
            documents, found.matrices, found.names, terms_of(documents), labels, strict=True
        ):
            made[document.id] = Entry.of(document, terms, row, names), vectors
        self._entries.store({keys[record_id]: entry for record_id, (entry, _) in made.items()}, self._maker)
        return made, found.encoded
