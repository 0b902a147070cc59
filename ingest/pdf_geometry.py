"""Matrices and boxes of a PDF page."""

__all__ = ["Box", "Matrix", "applied", "box_around", "meet", "times"]

Matrix = tuple[float, float, float, float, float, float]
Box = tuple[float, float, float, float]


def times(one: Matrix, other: Matrix) -> Matrix:
    """One matrix applied after another."""
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def applied(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """A point moved by a matrix."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def box_around(points: list[tuple[float, float]]) -> Box:
    """The smallest box around some points."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def meet(one: Box, other: Box | None) -> Box | None:
    """What two boxes have in common; None where that is nothing."""
    if other is None:
        return one
    box = max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])
    return box if box[0] <= box[2] and box[1] <= box[3] else None
