"""The measured part of docs/performance.md about costs: tables, pictures, and what larger collections would take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bench.cost import paper
from bench.cost.curves import Drawn
from bench.cost.fits import LINE, Fit
from bench.cost.paper import Estimate, Fits
from bench.cost.points import STEPS, Facts, Results, Series
from index.dense.files import LISTED

BEGIN, END = "<!-- cost: begin -->", "<!-- cost: end -->"
ROUNDED = 0.9995
"""What is said as 1, with three digits."""
LARGER = (10_000_000, 100_000_000)
HEAD = """\
By `make bench-cost` on {cores} cores. Companies and texts are fictional and drawn at random (`bench/cost`), two
passages each: a summary and a capability of about a thousand characters, as long as a passage gets; real ones are
shorter in the mean. Import, build and search are processes of their own at each size."""
WHAT: Mapping[str, str] = {
    "import": """\
`matcher import` of JSON lines into a new SQLite database, without the start of the process and the bytes of an empty
database.""",
    "encoding": """\
The bundled model in {precision}, passages of {tokens:.0f} tokens in the mean, each vector stored in the cache.
**Measured up to {most:,} passages only**: every passage is encoded by itself, and a million take hours.""",
    "build": """\
`matcher rebuild` of all that was imported: terms, areas, both indexes, gate, checks, publishing. Vectors come from an
encoder that costs next to nothing, whose time is left out; storing them in the cache is in it. From {listed:,}
passages on inverted lists are made, whose time stands apart. Memory is the peak of the process, less what it took
before.""",
    "search": """\
Questions of some 30 words, encoded before, one after the other in one process: medians of a full ranking
(`matcher.retrieval.rank`, 1,000 candidates from each side) and of the search by vectors alone (the ten nearest).
Memory is what the open index adds to the {process:.0f} MiB of a process without one. From {listed:,} passages on
there are inverted lists, and the vectors stay on the disk.""",
}
PAPER = """\
Nothing below was measured: the fits above are followed past their end, those of the largest sizes where there are
two."""
ASSUMED = """\
Taken for granted:

- A core is one of those measured. Of a machine's memory {usable:.0%} may be taken; machines come with {least} to
  {most:,} GiB.
- Ray spreads encoding without loss, since every text is encoded by itself; a first encoding may take a day.
- Milvus holds {vector:,} bytes a vector (`FLAT`, float32) and {overhead:.0%} more. With it the serving process lets
  go of {coded} bytes a passage. How long Milvus searches is not in the table.
- The disk holds database, cache and {generations} generations: three that are kept, and the one that is built.
- All passages are of one kind of record. Words stay in one process, however many: today they cannot be spread over
  machines, so build and search take the memory of one.
- SQLite is followed as measured. Several machines need PostgreSQL, which was not measured here."""


def rendered(results: Results, fitted: Fits, drawn: Mapping[str, Sequence[Drawn]], pictures: str) -> str:
    """Markdown; `pictures` is the folder of the pictures as the page names it."""
    parts = [HEAD.format(cores=results.facts.cores)]
    for step in STEPS:
        if step in drawn:
            parts += _step(step, results.facts, drawn[step], pictures)
    if paper.is_whole(fitted):
        parts += _paper(fitted, results.facts)
    return "\n\n".join(parts)


def _step(step: str, facts: Facts, drawn: Sequence[Drawn], pictures: str) -> Iterator[str]:
    most = max(size for measured, _ in drawn for size in measured.sizes)
    yield f"### {step.capitalize()}"
    yield WHAT[step].format(
        precision=facts.precision, tokens=facts.tokens, process=facts.process, most=most, listed=LISTED
    )
    yield f"![{step.capitalize()}: measured points and fits]({pictures}/cost-{step}.svg)"
    yield _points([measured for measured, _ in drawn])
    yield _fits(drawn)


def _points(measured: Sequence[Series]) -> str:
    """A row a size: each figure, and what comes to one passage."""
    sizes = sorted({size for each in measured for size in each.sizes})
    heads = [f"{each.measure.label} | a passage" for each in measured]
    lines = [f"| passages | {' | '.join(heads)} |", "| --- |" + " --- | --- |" * len(measured)]
    for size in sizes:
        cells = []
        for each in measured:
            value = dict(zip(each.sizes, each.values, strict=True)).get(size)
            unit = each.measure.unit
            cells.append(" | " if value is None else f"{said(value, unit)} | {said(value / size, unit)}")
        lines.append(f"| {size:,} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _fits(drawn: Sequence[Drawn]) -> str:
    lines = ["| fit of | passages | curve | exponent | R² |", "| --- | --- | --- | --- | --- |"]
    lines += [
        f"| {measured.measure.label} | {_range(fit)} | {fit.kind}: {curve(fit, measured.measure.unit)} "
        f"| {fit.exponent:.2f} | {_sure(fit)} |"
        for measured, fits in drawn
        for fit in fits
    ]
    return "\n".join(lines)


def curve(fit: Fit, unit: str) -> str:
    """As it is written down, n being the passages."""
    return f"{said(fit.factor, unit)} · n" + ("" if fit.kind == LINE else f"^{fit.exponent:.2f}")


def said(value: float, unit: str) -> str:
    """A figure of a unit, in a larger or smaller one where that reads better."""
    if unit == "bytes":
        return _scaled(value, ("B", "kB", "MB", "GB", "TB"))
    seconds = value / 1_000 if unit == "ms" else value
    if seconds >= 1:
        return f"{seconds:,.4g} s" if seconds < 1_000 else f"{seconds:,.0f} s"
    return next(
        (f"{seconds * scale:.3g} {name}" for scale, name in ((1e3, "ms"), (1e6, "µs")) if seconds * scale >= ROUNDED),
        f"{seconds * 1e9:.3g} ns",
    )


def _scaled(value: float, names: Sequence[str]) -> str:
    for name in names[:-1]:
        if value < 1_000:
            return f"{value:.3g} {name}"
        value /= 1_000
    return f"{value:.3g} {names[-1]}" if value < 1_000 else f"{value:,.0f} {names[-1]}"


def _range(fit: Fit) -> str:
    return f"{fit.first:,}" if fit.points == 1 else f"{fit.first:,} to {fit.last:,}"


def _sure(fit: Fit) -> str:
    """Two points lie on any curve of two numbers."""
    return f"{fit.r_squared:.4f}" if fit.points > 2 else f"{fit.points} point{'s' * (fit.points > 1)}"


def _paper(fitted: Fits, facts: Facts) -> Iterator[str]:
    found = [paper.estimate(fitted, passages, facts.process) for passages in LARGER]
    yield "### Ten and a hundred million passages, on paper"
    yield PAPER
    lines = ["| | " + " | ".join(f"{each.passages:,}" for each in found) + " |", "| --- |" + " --- |" * len(found)]
    lines += [f"| {name} | {' | '.join(cells)} |" for name, cells in _rows(found)]
    yield "\n".join(lines)
    yield _assumed()


def _rows(found: Sequence[Estimate]) -> Iterator[tuple[str, list[str]]]:
    small = f"{paper.CORES} cores and {paper.MEMORY} GiB"
    yield "import on one machine", [hours(each.import_hours) for each in found]
    yield "encoding on one machine", [hours(each.encoding_hours) for each in found]
    yield f"machines of {small} that encode within a day (Ray)", [f"{each.workers:,}" for each in found]
    yield "build on one machine, vectors from the cache", [hours(each.build_hours) for each in found]
    yield "memory of the build", [_machine(each.build_memory, each.build_machine) for each in found]
    yield "database", [said(each.database, "bytes") for each in found]
    yield "vector cache", [said(each.cache, "bytes") for each in found]
    yield "one generation", [said(each.generation, "bytes") for each in found]
    yield "disk of one machine with all of it, while it rebuilds", [said(each.disk, "bytes") for each in found]
    yield "memory of one process that serves", [_machine(each.search_memory, each.search_machine) for each in found]
    yield "the same with the vectors in Milvus", [_machine(each.words, each.words_machine) for each in found]
    yield f"Milvus nodes of {small} beside it", [f"{each.nodes:,}" for each in found]
    yield "one full ranking", [said(each.rank, "ms") for each in found]
    yield "the search by vectors alone", [said(each.dense, "ms") for each in found]


def _assumed() -> str:
    return ASSUMED.format(
        usable=paper.USABLE,
        least=paper.MEMORIES[0],
        most=paper.MEMORIES[-1],
        vector=paper.VECTOR,
        overhead=paper.OVERHEAD - 1,
        coded=paper.CODED,
        generations=paper.GENERATIONS,
    )


def hours(value: float) -> str:
    """Minutes, hours or days."""
    if value < 1:
        return f"{value * 60:.0f} min"
    return f"{value:.1f} h" if value < 48 else f"{value / 24:.1f} days"


def _machine(memory: float, machine: int | None) -> str:
    size = f"{memory / paper.GIB:,.1f} GiB"
    if machine is None:
        return f"{size}: no machine of up to {paper.MEMORIES[-1]:,} GiB"
    return f"{size}: a machine of {machine:,} GiB"
