"""A network in 8-bit integers against the same network in float32, over small networks and a whole model."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import openvino
import pytest
from openvino import opset13 as opset

from index.inference import calibration
from index.inference.compiled import CompiledEngine
from index.inference.conversion import Converted
from index.inference.quantisation import FAR_OUT, Range, observed, quantise

INPUTS, INNER, OUTPUTS = 16, 64, 24
RANDOM = np.random.default_rng(7)
WEIGHTS = [
    RANDOM.standard_normal((rows, columns)).astype(np.float32) / 4
    for rows, columns in ((INNER, INPUTS), (OUTPUTS, INNER))
]
BIASES = [RANDOM.standard_normal(rows).astype(np.float32) for rows in (INNER, OUTPUTS)]
Build = Callable[[], Any]


def gelu(node: Any) -> Any:
    return opset.gelu(node, "ERF")


def perceptron(activation: Callable[[Any], Any] = gelu, column: float = 1.0, bias: float = 0.0, axes: int = 3) -> Any:
    """Two linear layers, an activation between them: one column of the first divided, some of its biases raised."""
    given = opset.parameter([-1] * (axes - 1) + [INPUTS], np.float32)
    first, raised = WEIGHTS[0].copy(), BIASES[0].copy()
    first[:, 3] /= column
    raised[:FAR_OUT] += bias
    inner = activation(_layer(given, first, raised))
    return openvino.Model([_layer(inner, WEIGHTS[1], BIASES[1])], [given])


def _layer(source: Any, weights: np.ndarray[Any, Any], bias: np.ndarray[Any, Any]) -> Any:
    product = opset.matmul(source, opset.constant(weights), transpose_a=False, transpose_b=True)
    return opset.add(product, opset.constant(bias))


def run(network: Any, given: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    running = openvino.Core().compile_model(network, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    return np.array(running([given])[0])


def rows(count: int, spread: np.ndarray[Any, Any] | float = 1.0) -> np.ndarray[Any, Any]:
    return (np.random.default_rng(count).standard_normal((1, count, INPUTS)) * spread).astype(np.float32)


def in_integers(build: Build, given: np.ndarray[Any, Any]) -> Any:
    network = build()
    quantise(network, observed(build(), [[given]]))
    return network


def error(build: Build, given: np.ndarray[Any, Any]) -> float:
    """Of the integers' outputs, as a share of the spread of the exact ones."""
    exact = run(build(), given)
    return float(np.abs(run(in_integers(build, given), given) - exact).max() / exact.std())


def test_what_comes_out_is_nearly_the_same_but_not_the_same() -> None:
    assert 0 < error(perceptron, rows(200)) < 0.06


def test_rows_need_not_be_of_several_texts() -> None:
    assert 0 < error(lambda: perceptron(axes=2), rows(200)[0]) < 0.06


def test_every_product_is_of_rounded_numbers() -> None:
    network = in_integers(perceptron, rows(50))
    kinds = [node.get_type_name() for node in network.get_ordered_ops()]
    assert kinds.count("FakeQuantize") == 2
    stored = [
        node for node in network.get_ordered_ops() if node.get_type_name() == "Constant" and node.data.dtype == np.int8
    ]
    assert sorted(node.data.shape for node in stored) == sorted(each.shape for each in WEIGHTS)


def test_an_input_that_varies_a_hundredfold_spoils_no_other() -> None:
    spread = np.ones(INPUTS)
    spread[3] = 100.0
    assert error(lambda: perceptron(column=100.0), rows(200, spread)) < 0.06


def test_what_stands_far_out_behind_an_activation_stays_exact() -> None:
    """Some inner values of a thousand: rounded with the others they would leave nothing of these."""
    given = rows(200)

    def build() -> Any:
        return perceptron(bias=1000.0)

    exact = run(build(), given)
    assert np.abs(run(in_integers(build, given), given) - exact).max() < 0.3
    assert exact.max() > 100


@pytest.mark.parametrize("activation", [opset.relu, opset.tanh, opset.sigmoid])
def test_other_activations_are_divided_like_any_input(activation: Callable[[Any], Any]) -> None:
    assert 0 < error(lambda: perceptron(activation), rows(200)) < 0.06


def test_ranges_go_over_all_batches_and_are_rounded() -> None:
    first, second = rows(30), rows(40, 3.0)
    together = observed(perceptron(), [[first], [second]])
    both = np.concatenate([first, second], axis=1)[0]
    assert together[0].low == pytest.approx(both.min(axis=0), rel=1e-2)
    assert together[0].high == pytest.approx(both.max(axis=0), rel=1e-2)
    assert [each.low.shape for each in together] == [(INPUTS,), (INNER,)]
    assert [f"{value:.3g}" for value in together[0].low] == [f"{value:.6g}" for value in together[0].low]


def test_values_beyond_what_was_seen_are_cut_off() -> None:
    network = in_integers(perceptron, rows(100))
    assert np.isfinite(run(network, rows(100, 1e6))).all()


def test_a_channel_that_is_always_nought_divides_nothing_by_nought() -> None:
    spread = np.ones(INPUTS)
    spread[5] = 0.0
    assert error(perceptron, rows(100, spread)) < 0.06


def test_a_network_without_linear_layers_is_refused() -> None:
    given = opset.parameter([-1, -1, INPUTS], np.float32)
    network = openvino.Model([opset.relu(given)], [given])
    with pytest.raises(ValueError, match="no linear layer"):
        quantise(network, [])


def test_reach_is_the_farther_end() -> None:
    assert Range(np.float32([-3, 0]), np.float32([2, 0])).reach.tolist() == pytest.approx([3, 1e-6])


@pytest.mark.model
def test_a_network_that_cannot_be_changed_is_left(
    converted: Converted, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: object) -> None:
        raise ValueError("nothing to round")

    monkeypatch.setattr(calibration, "observed", fails)
    assert calibration.calibrated(converted, CompiledEngine(converted, "float32", 1)) is converted
    assert "nothing to round" in caplog.text


def test_it_is_calibrated_with_long_texts_and_short_ones_in_both_languages() -> None:
    texts = calibration._texts()
    assert 80 <= len(texts) <= 120
    assert sum(len(each) > 200 for each in texts) > 30
    assert sum(len(each) < 60 for each in texts) > 30
    korean = [any("가" <= letter <= "힣" for letter in each) for each in texts]
    assert 10 < sum(korean) < len(korean) - 10
