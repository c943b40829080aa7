"""An officer's outcome for a pair in place of the rules', with what the rules had said."""

from __future__ import annotations

from dataclasses import dataclass

from api.service import Service
from corpus.passages import Kind
from corpus.problems import Invalid
from corpus.roles import Caller
from corpus.store import Store
from corpus.store.keys import Pair, RecordKey
from matcher.judging import Judging
from matcher.programmes.verdicts import Outcome, ProgrammeVerdict
from matcher.screening.desk import today
from matcher.snapshot import searcher_over


@dataclass(frozen=True, slots=True)
class Ends:
    """The record that asks and the candidate, as the match has them."""

    kind: Kind
    id: str
    other_kind: Kind
    other_id: str

    def require(self, store: Store) -> Pair:
        """Raises NotFound for a record that the store does not show, Invalid `override_same_record`."""
        store.shelf(self.kind).require(self.id)
        store.shelf(self.other_kind).require(self.other_id)
        one, other = RecordKey(self.kind, self.id), RecordKey(self.other_kind, self.other_id)
        if one == other:
            raise Invalid.because("override_same_record", "other_id", self.other_id)
        return Pair.of(one, other)


def override(  # noqa: PLR0917 - who decides, on what, what and why, in the order of the sentence
    service: Service, caller: Caller, programme_id: str, ends: Ends, outcome: Outcome | None, reason: str
) -> int:
    """Keeps the outcome, or with None takes back the one that stands; gives the number of the decision.

    Raises NotFound `programme_unknown` or as `Ends.require`, Invalid `programme_not_judged`, and as
    `Programmes.override`.
    """
    # Judging may have to encode what was just written: not while others wait to write.
    with service.reading(caller) as store:
        ends.require(store)
        verdict = _judged(service, store, programme_id, ends)
    with service.writing(caller) as store:
        pair = ends.require(store)
        judged = verdict.outcome or Outcome.UNKNOWN
        return store.programmes.override(
            programme_id, verdict.version, pair, outcome, caller, judged=judged.value, reason=reason
        )


def _judged(service: Service, store: Store, programme_id: str, ends: Ends) -> ProgrammeVerdict:
    """What the rules say, whatever officers decided."""
    judging = Judging.over(store, searcher_over(service.index, store), today())
    judging.catalogue.current(programme_id)
    judged = judging.judged(judging.asking(ends.kind, ends.id), ends.other_kind, [ends.other_id])[ends.other_id]
    for standing in judged.standings:
        if standing.verdict.programme == programme_id:
            return standing.verdict
    known = ", ".join(standing.verdict.programme for standing in judged.standings)
    raise Invalid.because("programme_not_judged", "programme", programme_id, known=known)
