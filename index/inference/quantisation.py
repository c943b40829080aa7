"""A network whose products are of 8-bit integers, their ranges fixed beforehand by texts that it was run over.

Each linear layer's weights have one scale an output; what meets them has one range for the whole layer, so that a
product is integers alone and the next layer's integers are made in passing. Two things make one range enough:

- an input that varies widely where its weights are small is divided by a factor, and its weights multiplied by it
  (SmoothQuant, Xiao et al., https://arxiv.org/abs/2211.10438);
- of what comes out of an activation function a few values stand far out: these go a way of their own, in float32
  (LLM.int8(), Dettmers et al., https://arxiv.org/abs/2208.07339).

Of attention, queries and keys are integers, weights of attention and values stay float32: a weight is often less than
the 255th part of the largest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

SCHEME = "fixed ranges 1"
"""Names what is done here: vectors of another scheme are others."""
LARGEST = 127
LEVELS = 256
SMOOTHING = 0.7
"""How much of a layer's spread its weights take over, 0 to 1."""
FAR_OUT = 8
"""How many inputs of a layer behind an activation function stay float32."""
DIGITS = 3
"""To which a range is rounded, so that two machines come to the same."""
SMALLEST = 1e-6

Given = Sequence[NDArray[np.int64]]
"""What a network is run over: token numbers and which of them count, both int64[texts, width]."""
Values = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Range:
    """The least and the greatest of each channel, float32[channels]."""

    low: Values
    high: Values

    def joined(self, other: Range) -> Range:
        return Range(np.minimum(self.low, other.low), np.maximum(self.high, other.high))

    @property
    def reach(self) -> Values:
        return np.maximum(np.maximum(self.high, -self.low), SMALLEST)

    @property
    def rounded(self) -> Range:
        return Range(_rounded(self.low), _rounded(self.high))


@dataclass(frozen=True, slots=True)
class Layer:
    """A linear layer as it was found: a product of `source` with weights float32[outputs, inputs], then a bias."""

    product: Any
    source: Any
    weights: Values
    addition: Any
    bias_at: int

    @property
    def bias(self) -> Any:
        return self.addition.input_value(self.bias_at)

    @property
    def activated(self) -> bool:
        return str(self.source.get_node().get_type_name()) == "Gelu"

    def feeds(self, activation: Any) -> bool:
        return bool(activation.input_value(0).get_node().get_friendly_name() == self.addition.get_friendly_name())


def quantise(network: Any, ranges: Sequence[Range]) -> None:
    """Changes the network in place, by what `observed` found of the same one. Raises ValueError: nothing to change."""
    stems, pairs = _stems(network), list(_attention(network))
    if not stems:
        raise ValueError("the network has no linear layer")
    every = [layer for layers in stems for layer in layers]
    for layers, found in zip(stems, ranges, strict=False):
        activation = layers[0].source.get_node()
        before = [each for each in every if layers[0].activated and each.feeds(activation)]
        if before:
            for layer in layers:
                _take_apart(layer, before[0], found)
        else:
            _smooth(layers, found)
    for (product, operand), found in zip(pairs, ranges[len(stems) :], strict=True):
        # Signed on both sides: only so does OpenVINO take integers for attention.
        reach = float(found.reach.max())
        integers = _in_levels(product.input_value(operand), -reach * (LARGEST + 1) / LARGEST, reach)
        product.input(operand).replace_source_output(integers)
    network.validate_nodes_and_infer_types()


def observed(network: Any, batches: Iterable[Given]) -> list[Range]:
    """Of each place that `quantise` rounds, in its order, over all tokens. Adds outputs to the network."""
    import openvino  # noqa: PLC0415 - a fifth of a second: only for those who encode

    places = [layers[0].source for layers in _stems(network)]
    stems = len(places)
    places += [product.input_value(operand) for product, operand in _attention(network)]
    before = len(network.outputs)
    network.add_outputs(places)
    running = openvino.Core().compile_model(network, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    ranges: list[Range] = []
    for batch in batches:
        outputs = running(list(batch))
        found = [_range_of(outputs[before + number], whole=number >= stems) for number in range(len(places))]
        ranges = [one.joined(two) for one, two in zip(ranges, found, strict=True)] if ranges else found
    return [each.rounded for each in ranges]


def _range_of(values: Values, *, whole: bool) -> Range:
    """Of each channel, the last axis, or of all of them together."""
    rows = values.reshape(-1, 1 if whole else values.shape[-1])
    return Range(rows.min(axis=0), rows.max(axis=0))


def _rounded(values: Values) -> Values:
    return np.array([float(f"{value:.{DIGITS}g}") for value in values], dtype=np.float32)


def _stems(network: Any) -> list[list[Layer]]:
    """The linear layers, those together that read the same."""
    found: dict[tuple[str, int], list[Layer]] = {}
    for layer in _layers(network):
        name = (layer.source.get_node().get_friendly_name(), layer.source.get_index())
        found.setdefault(name, []).append(layer)
    return list(found.values())


def _layers(network: Any) -> Iterator[Layer]:
    for node in network.get_ordered_ops():
        if node.get_type_name() != "MatMul" or not node.get_attributes()["transpose_b"]:
            continue
        weights = node.input_value(1).get_node()
        readers = list(node.output(0).get_target_inputs())
        if not _constant(weights, 2) or len(readers) != 1 or readers[0].get_node().get_type_name() != "Add":
            continue
        addition, bias_at = readers[0].get_node(), 1 - readers[0].get_index()
        if _constant(addition.input_value(bias_at).get_node(), None):
            yield Layer(node, node.input_value(0), np.array(weights.data, dtype=np.float32), addition, bias_at)


def _constant(node: Any, axes: int | None) -> bool:
    return node.get_type_name() == "Constant" and axes in {None, len(node.get_output_shape(0))}


def _attention(network: Any) -> Iterator[tuple[Any, int]]:
    """Products of queries and keys, and which operand: the products of attention that no softmax goes into."""
    for node in network.get_ordered_ops():
        kinds = [node.input_value(number).get_node().get_type_name() for number in range(node.get_input_size())]
        if node.get_type_name() == "MatMul" and kinds == ["Transpose", "Transpose"]:
            yield node, 0
            yield node, 1


def _smooth(layers: Sequence[Layer], found: Range) -> None:
    """Each input divided by a factor, its weights multiplied by it."""
    strongest = np.max([np.abs(layer.weights).max(axis=0) for layer in layers], axis=0)
    factors = found.reach**SMOOTHING / np.maximum(strongest, SMALLEST) ** (1 - SMOOTHING)
    divided = _opset().multiply(layers[0].source, _values(1 / factors)).output(0)
    integers = _in_levels(divided, float((found.low / factors).min()), float((found.high / factors).max()))
    for layer in layers:
        _replace(layer, integers, layer.weights * factors)


def _take_apart(layer: Layer, before: Layer, found: Range) -> None:
    """The inputs that reach farthest are computed aside in float32, from what the layer before reads."""
    apart = np.sort(np.argsort(-found.reach, kind="stable")[:FAR_OUT])
    within = np.setdiff1d(np.arange(len(found.reach)), apart)
    integers = _in_levels(layer.source, float(found.low[within].min()), float(found.high[within].max()))
    weights = layer.weights.copy()
    weights[:, apart] = 0
    opset = _opset()
    inner = opset.matmul(before.source, _values(before.weights[apart]), transpose_a=False, transpose_b=True)
    biased = opset.add(inner, _values(before.bias.get_node().data.reshape(-1)[apart]))
    active = opset.gelu(biased, layer.source.get_node().get_attributes()["approximation_mode"])
    aside = opset.matmul(active, _values(layer.weights[:, apart]), transpose_a=False, transpose_b=True)
    layer.addition.input(layer.bias_at).replace_source_output(opset.add(aside, layer.bias).output(0))
    _replace(layer, integers, weights)


def _replace(layer: Layer, integers: Any, weights: Values) -> None:
    """What the layer multiplies: integers, and weights as integers with a scale an output."""
    opset = _opset()
    scales = np.maximum(np.abs(weights).max(axis=1, keepdims=True) / LARGEST, np.finfo(np.float32).tiny)
    whole = opset.convert(opset.constant(np.rint(weights / scales).astype(np.int8)), "f32")
    layer.product.input(0).replace_source_output(integers)
    layer.product.input(1).replace_source_output(opset.multiply(whole, _values(scales)).output(0))


def _in_levels(source: Any, low: float, high: float) -> Any:
    """Rounded to one of 256 values from `low` to `high`, nought among them."""
    ends = [_values(np.float32(min(low, 0.0))), _values(np.float32(max(high, 0.0)))]
    return _opset().fake_quantize(source, *ends, *ends, LEVELS).output(0)


def _values(numbers: Any) -> Any:
    return _opset().constant(np.ascontiguousarray(numbers, dtype=np.float32))


def _opset() -> Any:
    from openvino import opset13  # noqa: PLC0415 - a fifth of a second: only for those who convert

    return opset13
