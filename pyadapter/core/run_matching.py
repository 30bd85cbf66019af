"""Which tensors of two recorded runs belong together, and how far they are apart."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyadapter.core.run_digest import ValueDigest

_NOISE = {"gradients": 1e-1, "weights": 1e-2}
"""A gradient or weight is compared as if it were at least this large beside the largest of its step. A
gradient is a sum over the batch that cancels: what rounding leaves is a part of the summands, not of the sum,
and the gradient of a bias before a BatchNormalization is nothing else."""

_COMPARABLE = 0.5
"""Share of names that two runs have in common from which on tensors are matched by name: most are the same
program then, with a few layers more or less."""


_CLOSE, _OTHER = 1e-2, 1e-1
"""Outputs of layers with other names that are this close are the same computation; this far apart, another:
unrelated tensors of one shape differ by about 1."""


@dataclass(frozen=True)
class Pair:
    """The same tensor in both runs.

    Attributes:
        one: In the first run.
        other: In the second.
        difference: The relative difference; infinite where shapes differ, or one is not finite.
    """

    one: ValueDigest
    other: ValueDigest
    difference: float


@dataclass
class Matching:
    """What was noticed while tensors were matched.

    Attributes:
        by_order: Some had other names and were matched by order and shape.
        only: Names that only the first run has, and only the second.
    """

    by_order: bool = False
    only: tuple[dict[str, None], dict[str, None]] = field(default_factory=lambda: ({}, {}))

    def unmatched(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the names that only one of the runs has."""
        return tuple(self.only[0]), tuple(self.only[1])


def pairs_of(one: list[ValueDigest], other: list[ValueDigest], stage: str, matching: Matching) -> list[Pair]:
    """Match tensors: by name where most names are the same, else by their order and shapes."""
    if not one or not other:  # not seen in one of the runs, which its notes say
        return []
    first, second = _numbered(one), _numbered(other)
    common = [name for name in first if name in second]
    if len(common) >= _COMPARABLE * min(len(first), len(second)):
        matched = [(first[name], second[name]) for name in common]
        _note(
            matching,
            [name for name in first if name not in second],
            [name for name in second if name not in first],
        )
    else:
        matching.by_order = True
        matched = _by_order(one, other)
        known = {id(each) for pair in matched for each in pair}
        _note(
            matching,
            [each.name for each in one if id(each) not in known],
            [each.name for each in other if id(each) not in known],
        )
    floor = _NOISE.get(stage, 0.0) * max(map(_size, [*one, *other]))
    pairs = [Pair(first, second, difference(first, second, floor)) for first, second in matched]
    return _plausible(pairs, matching) if matching.by_order and stage == "outputs" else pairs


def _plausible(pairs: list[Pair], matching: Matching) -> list[Pair]:
    """Leave out what was matched by order and is something else: what comes later agrees all the same."""
    close = [index for index, pair in enumerate(pairs) if pair.difference < _CLOSE]
    last = close[-1] if close else 0
    kept = [pair for index, pair in enumerate(pairs) if index >= last or pair.difference < _OTHER]
    wrong = [pair for index, pair in enumerate(pairs) if index < last and not pair.difference < _OTHER]
    _note(matching, [pair.one.name for pair in wrong], [pair.other.name for pair in wrong])
    return kept


def _note(matching: Matching, ones: list[str], others: list[str]) -> None:
    matching.only[0].update(dict.fromkeys(ones))
    matching.only[1].update(dict.fromkeys(others))


def _numbered(digests: list[ValueDigest]) -> dict[str, ValueDigest]:
    """Return digests by name; of a layer that is called again, with the number of the call."""
    found: dict[str, ValueDigest] = {}
    counts: dict[str, int] = {}
    for each in digests:
        counts[each.name] = count = counts.get(each.name, 0) + 1
        found[each.name if count == 1 else f"{each.name} (call {count})"] = each
    return found


def _by_order(one: list[ValueDigest], other: list[ValueDigest]) -> list[tuple[ValueDigest, ValueDigest]]:
    # Without the batch: a port may be fed in other portions, and then it says so by its shapes.
    shapes = [each.shape for each in one], [each.shape for each in other]
    blocks = SequenceMatcher(None, *shapes, autojunk=False).get_matching_blocks()
    return [(one[block.a + index], other[block.b + index]) for block in blocks for index in range(block.size)]


def _size(digest: ValueDigest) -> float:
    """Return the root mean square of a tensor."""
    return digest.norm / math.sqrt(digest.count) if digest.count else 0.0


def difference(one: ValueDigest, other: ValueDigest, floor: float = 0.0) -> float:
    """Return how far two tensors are apart, beside their size.

    Args:
        one: Digest of the first.
        other: Digest of the second.
        floor: They count as at least this large (root mean square).

    Returns:
        The largest of what mean, deviation, norm and samples say; infinite where shapes differ, or one has
        more values that are not finite.
    """
    if one.shape != other.shape or one.bad != other.bad:
        return math.inf
    if one == other or not one.count:
        return 0.0
    size = max(_size(one), _size(other), floor)
    apart = [
        abs(one.mean - other.mean),
        abs(one.deviation - other.deviation),
        abs(_size(one) - _size(other)),
    ]
    squares, counted = 0.0, 0
    for first, second in zip(one.samples, other.samples, strict=False):
        if math.isfinite(first) != math.isfinite(second):
            return math.inf
        if math.isfinite(first):
            squares, counted = squares + (first - second) ** 2, counted + 1
    if counted:
        apart.append(math.sqrt(squares / counted))
    largest = max(apart)
    if not largest:
        return 0.0
    return largest / size if size else math.inf


def reordered(pair: Pair) -> bool:
    """Whether a batch has the other's values in another order: statistics agree, single values do not."""
    one, other = pair.one, pair.other
    if one.shape != other.shape or one.bad != other.bad:
        return False
    close = all(
        math.isclose(first, second, rel_tol=1e-6, abs_tol=1e-9)  # float32 sums in another order
        for first, second in zip(_statistics(one), _statistics(other), strict=True)
    )
    return close and one.samples != other.samples


def _statistics(digest: ValueDigest) -> tuple[float, ...]:
    return digest.norm, digest.low, digest.high, digest.deviation
