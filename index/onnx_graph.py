"""A computation written down as ONNX: the few kinds of message that a graph of named operators needs.

Protocol buffers are lengths, numbers and bytes under numbered fields (https://protobuf.dev/programming-guides/encoding);
the fields are those of onnx.proto3. The package `onnx` does the same and weighs more than what is written with it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Operator", "Tensor", "model_bytes"]

_OPSETS = (("", 17), ("com.microsoft", 1))
_IR_VERSION = 8
_TYPES = {"float32": 1, "int8": 3, "int32": 6}
_FLOAT, _INT = 1, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """One step: an operator of a domain ("" for ONNX's own) from named values to one named value."""

    kind: str
    inputs: Sequence[str]
    output: str
    settings: Mapping[str, int | float]
    domain: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tensor:
    """A value that comes in or goes out: its name, the kind of its numbers, and its shape; a name is any length."""

    name: str
    kind: str
    shape: Sequence[int | str]


def model_bytes(
    operators: Sequence[Operator],
    constants: Mapping[str, NDArray[np.float32] | NDArray[np.int8]],
    *,
    inputs: Sequence[Tensor],
    output: Tensor,
) -> bytes:
    """The model as ONNX Runtime reads it."""
    graph = b"".join(
        [
            *(_field(1, _node(operator)) for operator in operators),
            _field(2, b"graph"),
            *(_field(5, _constant(name, values)) for name, values in constants.items()),
            *(_field(11, _value(tensor)) for tensor in inputs),
            _field(12, _value(output)),
        ]
    )
    opsets = (_field(8, _field(1, domain.encode()) + _number(2, version)) for domain, version in _OPSETS)
    return b"".join([_number(1, _IR_VERSION), _field(7, graph), *opsets])


def _node(operator: Operator) -> bytes:
    return b"".join(
        [
            *(_field(1, name.encode()) for name in operator.inputs),
            _field(2, operator.output.encode()),
            _field(4, operator.kind.encode()),
            *(_field(5, _setting(name, value)) for name, value in operator.settings.items()),
            _field(7, operator.domain.encode()),
        ]
    )


def _setting(name: str, value: int | float) -> bytes:
    if isinstance(value, int):
        return _field(1, name.encode()) + _number(3, value) + _number(20, _INT)
    return _field(1, name.encode()) + b"\x15" + np.float32(value).tobytes() + _number(20, _FLOAT)


def _constant(name: str, values: NDArray[np.float32] | NDArray[np.int8]) -> bytes:
    sizes = b"".join(_number(1, size) for size in values.shape)
    return sizes + _number(2, _TYPES[str(values.dtype)]) + _field(8, name.encode()) + _field(9, values.tobytes())


def _value(tensor: Tensor) -> bytes:
    sizes = (
        _field(1, _number(1, size) if isinstance(size, int) else _field(2, size.encode())) for size in tensor.shape
    )
    kind = _number(1, _TYPES[tensor.kind]) + _field(2, b"".join(sizes))
    return _field(1, tensor.name.encode()) + _field(2, _field(1, kind))


def _field(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(content)) + content


def _number(number: int, value: int) -> bytes:
    return _varint(number << 3) + _varint(value)


def _varint(value: int) -> bytes:
    low = bytearray()
    value &= 2**64 - 1  # a number below zero is written in its 64 bits
    while value > 127:
        low.append(value & 127 | 128)
        value >>= 7
    return bytes([*low, value])
