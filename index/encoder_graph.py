"""BERT's encoder as steps for ONNX Runtime (Devlin et al., 2019): post-layer normalisation and the exact GELU.

Its products can be of whole numbers, which processors do faster than those of fractions.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.onnx_graph import Operator

__all__ = ["Constants", "encoder_steps", "prepared", "rounded"]

Floats = NDArray[np.float32]
Constants = dict[str, NDArray[np.float32] | NDArray[np.int8]]

_EPSILON = 1e-12
# The largest whole number of a weight. Processors without the instructions for neural networks add two products of
# whole numbers in 16 bits, which 7 bits of weight never overflow.
_LARGEST = 63


def encoder_steps(layers: int, heads: int) -> list[Operator]:
    """The encoder: a normalisation of what is embedded, and layers of attention and two linear steps."""
    first = _normal("rows", "embeddings.LayerNorm", "layer 0")
    return [first, *(step for layer in range(layers) for step in _layer(layer, heads))]


def rounded(steps: list[Operator], weights: dict[str, Floats]) -> tuple[list[Operator], Constants]:
    """The steps with their products by weights in whole numbers, each column of a weight with a scale of its own."""
    constants = Constants(weights)
    made = []
    for step in steps:
        if step.kind != "MatMul":
            made.append(step)
            continue
        rows, weight = step.inputs
        values = weights[weight]
        scale = (np.abs(values).max(axis=0) / _LARGEST).astype(np.float32)
        constants[weight] = np.round(values / np.maximum(scale, _EPSILON)).astype(np.int8)
        constants[weight + ".scale"] = scale
        made.append(_step("DynamicQuantizeMatMul", (rows, weight, weight + ".scale"), step.output, {}))
    return made, constants


def prepared(raw: dict[str, Any], layers: int) -> dict[str, Floats]:
    """Weights ready for `rows @ weight`: matrices transposed, the three attention matrices of a layer joined."""
    named = {
        key.removeprefix("bert."): value
        for key, value in raw.items()
        if value.dtype == np.float32 and "pooler" not in key
    }
    ready = {
        key: np.ascontiguousarray(value.T) if value.ndim == 2 and "embeddings" not in key else value
        for key, value in named.items()
    }
    for layer in range(layers):
        start = f"encoder.layer.{layer}.attention.self."
        parts = [ready.pop(f"{start}{part}.weight") for part in ("query", "key", "value")]
        ready[start + "all.weight"] = np.ascontiguousarray(np.concatenate(parts, axis=1))
        biases = [ready.pop(f"{start}{part}.bias") for part in ("query", "key", "value")]
        ready[start + "all.bias"] = np.concatenate(biases)
    return ready


def _layer(layer: int, heads: int) -> list[Operator]:
    name, came = f"encoder.layer.{layer}.", f"layer {layer}"
    attention, wide, narrow = (name + part for part in ("attention.output", "intermediate", "output"))
    mixed = name + "attention.self.all"
    return [
        _step("Attention", (came, mixed + ".weight", mixed + ".bias", "lengths"), mixed, {"num_heads": heads}),
        _product(mixed, attention),
        _added(came, attention, attention + ".LayerNorm", attention + ".seen"),
        _product(attention + ".seen", wide),
        _step("BiasGelu", (wide, wide + ".dense.bias"), wide + ".gelu", {}),
        _product(wide + ".gelu", narrow),
        _added(attention + ".seen", narrow, narrow + ".LayerNorm", f"layer {layer + 1}"),
    ]


def _step(kind: str, inputs: tuple[str, ...], output: str, settings: dict[str, int | float]) -> Operator:
    return Operator(kind=kind, inputs=inputs, output=output, settings=settings, domain="com.microsoft")


def _product(rows: str, linear: str) -> Operator:
    return Operator(kind="MatMul", inputs=(rows, linear + ".dense.weight"), output=linear, settings={})


def _added(before: str, linear: str, normal: str, output: str) -> Operator:
    """What came before and what a linear step makes of it, with that step's bias, added up and normalised."""
    inputs = (linear, before, normal + ".weight", normal + ".bias", linear + ".dense.bias")
    return _step("SkipLayerNormalization", inputs, output, {"epsilon": _EPSILON})


def _normal(rows: str, normal: str, output: str) -> Operator:
    inputs = (rows, normal + ".weight", normal + ".bias")
    return Operator(kind="LayerNormalization", inputs=inputs, output=output, settings={"epsilon": _EPSILON, "axis": -1})
