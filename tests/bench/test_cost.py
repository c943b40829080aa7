"""The cost model: its fits and its arithmetic by hand, its page and pictures, and one whole tiny run."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import islice, pairwise
from pathlib import Path

import numpy as np
import pytest
from lxml import etree

from bench.cost import curves, paper, records
from bench.cost.__main__ import fitted, main
from bench.cost.document import BEGIN, END, curve, hours, rendered, said
from bench.cost.fits import LINE, POWER, Fit, left_out_error, line, pieces, power
from bench.cost.fits import fitted as fit_of
from bench.cost.points import MEASURES, STEPS, Facts, Point, Results, keep, known, series
from bench.cost.vectors import DIMENSION, WordEncoder
from bench.marked import replaced
from corpus.drafts import CapabilityDraft
from corpus.passages import Document, company_document
from index.dense.files import LISTED
from tests.fakes import HashEncoder

ROOT = Path(__file__).parents[2]
SIZES = (10_000, 100_000, 1_000_000)
SVG = {"svg": "http://www.w3.org/2000/svg"}


def straight(factor: float, exponent: float = 1.0) -> Fit:
    return Fit(LINE if exponent == 1 else POWER, factor, exponent, 1.0, SIZES[0], SIZES[-1], 3)


def whole_fits() -> dict[tuple[str, str], tuple[Fit, ...]]:
    """A thousandth of a second and a thousand bytes a passage in everything."""
    return {(each.step, each.name): (straight(1e3 if each.unit == "bytes" else 1e-3),) for each in MEASURES}


@pytest.fixture
def results() -> Results:
    """Every measure at three sizes below the lists and two from them on."""
    sizes = (1_000, 10_000, 100_000, LISTED, 1_000_000)

    def figures(step: str, size: int) -> dict[str, float]:
        of_step = [each for each in MEASURES if each.step == step]
        return {each.name: size * 1e-3 for each in of_step if each.name != "lists" or size >= LISTED}

    points = tuple(Point(step, size, figures(step, size)) for step in STEPS for size in sizes)
    return Results(Facts(2, "int8", 201.0, 100.0), points)


def test_points_on_a_line_are_fitted_by_it() -> None:
    found = fit_of(SIZES, [size * 0.002 for size in SIZES])
    assert (found.kind, found.exponent, found.points) == (LINE, 1.0, 3)
    assert (found.factor, found.r_squared) == (pytest.approx(0.002), pytest.approx(1.0))
    assert found.at(10_000_000) == pytest.approx(20_000)


def test_points_on_a_power_law_are_fitted_by_it() -> None:
    found = fit_of(SIZES, [3 * size**0.5 for size in SIZES])
    assert (found.kind, found.r_squared) == (POWER, pytest.approx(1.0))
    assert (found.factor, found.exponent) == (pytest.approx(3.0), pytest.approx(0.5))
    assert found.at(100) == pytest.approx(30.0)


def test_fits_are_those_of_logarithms_by_hand() -> None:
    # Shares 1, 10 and 1: their geometric mean is the cube root of 10.
    assert line([1, 10, 100], [1, 100, 100]) == (pytest.approx(10 ** (1 / 3)), 1.0)
    assert power([1, 100], [2, 20]) == (pytest.approx(2), pytest.approx(0.5))
    # A line by two of three points misses the third by a factor of e each time.
    assert left_out_error([1, 1], [1, math.e], line) == pytest.approx(1.0)


def test_noise_is_no_reason_for_an_exponent() -> None:
    """The power law lies nearer to the points it was fitted to, and further from the one left out."""
    assert fit_of((1, 10, 100, 1_000), (1.1, 9.5, 106, 990)).kind == LINE


def test_few_points_are_fitted_as_far_as_they_go() -> None:
    assert (fit_of([50], [5]).kind, fit_of([50], [5]).factor) == (LINE, pytest.approx(0.1))
    two = fit_of([100, 400], [10, 20])
    assert (two.kind, two.exponent, two.points) == (POWER, pytest.approx(0.5), 2)
    assert fit_of(SIZES, [7, 7, 7]).r_squared == 1.0


def test_a_curve_has_a_piece_on_each_side_of_the_switch() -> None:
    sizes, values = (10, 100, 1_000, 10_000), (1.0, 10.0, 1.0, 10.0)
    below, above = pieces(sizes, values, 1_000)
    assert (below.first, below.last, above.first, above.last) == (10, 100, 1_000, 10_000)
    assert above.at(100_000) == pytest.approx(100)
    assert len(pieces(sizes, values, None)) == 1
    assert len(pieces((10, 100), (1.0, 10.0), 1_000)) == 1


def test_the_paper_is_arithmetic() -> None:
    found = paper.estimate(whole_fits(), 100_000_000, process=100)
    hours_each = 100_000 / 3600
    assert found.import_hours == pytest.approx(hours_each)
    assert found.build_hours == pytest.approx(2 * hours_each), "build and lists"
    assert found.workers == 2, "27.8 hours in a day"
    assert found.disk == pytest.approx(6 * 1e11), "database, cache, four generations"
    assert found.build_memory == pytest.approx(1e11 + 100 * 2**20)
    assert found.build_machine == 128, "93.2 GiB of 96 that may be taken"
    assert found.words == pytest.approx((1_000 - 392) * 1e8 + 100 * 2**20)
    assert found.words_machine == 128
    assert found.rank == pytest.approx(1e5)


def test_machines_are_counted_up() -> None:
    assert [paper.workers_for(each) for each in (0.1, 24, 24.1, 480)] == [1, 1, 2, 20]
    # 1,536 bytes and a fifth more a vector, 6 GiB of 8: 3,495,253 vectors a node.
    assert [paper.nodes_for(each) for each in (1, 3_495_253, 3_495_254, 100_000_000)] == [1, 1, 2, 29]
    assert paper.machine_for(6 * paper.GIB) == 8
    assert paper.machine_for(6 * paper.GIB + 1) == 16
    assert paper.machine_for(2048 * paper.GIB) is None


def test_the_larger_piece_is_followed() -> None:
    fits = whole_fits() | {("search", "memory"): (straight(5e3), straight(2e3))}
    assert paper.estimate(fits, 10_000_000, process=0).search_memory == pytest.approx(2e10)


def test_without_every_measure_nothing_is_on_paper(results: Results) -> None:
    fits = whole_fits()
    assert paper.is_whole(fits)
    del fits["build", "lists"]
    assert not paper.is_whole(fits)
    assert "on paper" not in rendered(results, fits, fitted(results), "images")


def test_results_are_kept_by_step_and_size(tmp_path: Path) -> None:
    assert known(tmp_path) == Results(Facts(), ())
    keep(tmp_path, [Point("search", 100, {"rank": 1.0}), Point("import", 100, {"seconds": 1.0})], {"cores": 2})
    keep(tmp_path, [Point("search", 100, {"rank": 2.0}), Point("search", 50, {"rank": 0.5})], {"process": 90.5})
    keep(tmp_path, [Point("search", 10, {"rank": 0.0})], {})
    found = known(tmp_path)
    assert found.facts == Facts(cores=2, process=90.5)
    assert [(each.measure.name, each.sizes, each.values) for each in series(found.points)] == [
        ("seconds", (100,), (1.0,)),
        ("rank", (50, 100), (0.5, 2.0)),
    ]


def test_figures_are_told_in_units_that_read_well() -> None:
    assert [said(value, "s") for value in (4_321.9, 12.345, 0.0125, 0.0000031, 4e-9)] == [
        "4,322 s",
        "12.35 s",
        "12.5 ms",
        "3.1 µs",
        "4 ns",
    ]
    assert [said(value, "bytes") for value in (12, 1_540, 2.5e9, 3e15)] == ["12 B", "1.54 kB", "2.5 GB", "3,000 TB"]
    assert [hours(value) for value in (0.5, 30, 480)] == ["30 min", "30.0 h", "20.0 days"]
    assert curve(straight(0.001), "s") == "1 ms · n"
    assert curve(straight(0.001, 0.5), "ms") == "1 µs · n^0.50"


def test_the_page_tells_points_fits_and_paper(results: Results) -> None:
    drawn = fitted(results)
    text = rendered(results, whole_fits(), drawn, "images")
    assert "**Measured up to 1,000,000 passages only**" in text
    assert "| 1,000,000 | 1,000 s | 1 ms |" in text
    assert f"| one full ranking | {LISTED:,} to 1,000,000 | power law: 1 µs · n^1.00 | 1.00 | 2 points |" in text
    assert "![Build: measured points and fits](images/cost-build.svg)" in text
    assert "| Milvus nodes of 2 cores and 8 GiB beside it | 3 | 29 |" in text
    tables = [text_line for text_line in text.splitlines() if text_line.startswith("|")]
    for above, below in pairwise(tables):
        if set(below) <= set("| -"):
            assert above.count("|") == below.count("|")


@pytest.mark.parametrize("step", STEPS)
def test_a_picture_is_an_svg_that_speaks(results: Results, step: str) -> None:
    drawn = fitted(results)[step]
    made = curves.picture(step, drawn)
    root = etree.fromstring(made)
    assert root.get("role") == "img"
    assert str(root.findtext("svg:title", namespaces=SVG)).startswith(step.capitalize())
    description = str(root.findtext("svg:desc", namespaces=SVG))
    assert all(each.measure.label.capitalize() in description for each, _ in drawn)
    points = sum(len(each.sizes) for each, _ in drawn)
    assert len(root.findall("svg:g/svg:circle", SVG)) == points
    assert len(root.findall("svg:g/svg:path", SVG)) == sum(len(fits) for _, fits in drawn)
    assert len(made) < 20_000
    assert not root.xpath("//*[local-name()='script' or @id]")
    assert curves.picture(step, drawn) == made


def test_axes_end_at_powers_of_ten() -> None:
    assert curves.bounds([3, 45, 999]) == (1, 1_000)
    assert curves.bounds([10]) == (10, 100)


def test_records_are_fictional_and_have_as_many_passages_as_are_wanted() -> None:
    rows = list(records.companies(101))
    assert all(row["fictional"] is True and "Fictional" in str(row["name"]) for row in rows)
    assert sum(len(document.passages) for document in documents(rows)) == 101
    assert [row["summary"] for row in records.companies(21)] == [row["summary"] for row in rows[:11]]
    assert not {row["summary"] for row in rows} & set(records.questions(50))


def documents(rows: list[dict[str, object]]) -> Iterator[Document]:
    for row in rows:
        told = row.get("capabilities", [])
        assert isinstance(told, list)
        found = [CapabilityDraft.model_validate(each) for each in told]
        yield company_document(str(row["id"]), str(row["name"]), str(row["summary"]), found, [])


def test_made_vectors_are_unit_and_crowd_by_field() -> None:
    encoder = WordEncoder()
    texts = list(islice(records.texts(), 400))
    vectors = encoder.encode_document(texts)
    assert vectors.shape == (400, DIMENSION)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert np.array_equal(encoder.encode_query(texts[:3]), vectors[:3])
    cosines = vectors @ vectors.T - 2 * np.eye(400)
    assert np.median(cosines.max(axis=1)) > 0.4
    assert np.median(cosines) < 0.1
    assert np.linalg.norm(encoder.encode_query(["", "of the"]), axis=1) == pytest.approx([1, 1])


def test_the_page_of_the_project_has_its_marks() -> None:
    page = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")
    assert "tables" in replaced(page, "tables", BEGIN, END)


@pytest.mark.sqlite
def test_a_whole_run_measures_keeps_and_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    page, folder = tmp_path / "docs" / "performance.md", tmp_path / "cost"
    page.parent.mkdir()
    page.write_text(f"# Page\n{BEGIN}\n{END}\nAfter.\n", encoding="utf-8")
    sizes = ["--sizes", "100", "50", "--encoded", "80", "160"]
    main(["--folder", str(folder), *sizes, "--write", str(page)], lambda _: HashEncoder())
    found = known(folder)
    assert {(point.step, point.passages) for point in found.points} == {
        *((step, size) for step in ("import", "build", "search") for size in (50, 100)),
        *(("encoding", size) for size in (80, 160)),
    }
    assert all(value > 0 for point in found.points for value in point.figures.values())
    assert not list(folder.glob("size-*"))
    assert sorted(path.name for path in (page.parent / "images").iterdir()) == sorted(
        f"cost-{step}.svg" for step in STEPS
    )
    written = page.read_text(encoding="utf-8")
    assert "| 100 |" in written
    assert written.endswith(f"{END}\nAfter.\n")
    page.write_text(f"{BEGIN}\n{END}\n", encoding="utf-8")
    main(["--folder", str(folder), "--only-write", "--write", str(page)])
    assert page.read_text(encoding="utf-8").split(BEGIN)[1].split(END)[0] in written
