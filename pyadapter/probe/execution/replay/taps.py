"""Where a graph can be tapped without a change of its numbers.

TensorFlow rewrites chains of additions and of multiplications (`AddOpsRewriteStage` and `MinimizeBroadcasts`
in core/grappler/optimizers/arithmetic_optimizer.cc), which changes the last bits, but only where nobody else
uses what is in the middle of a chain. A tap is such a use. So a gradient that is in the middle is not tapped;
a loss is computed once more from where its chain begins, in another precision: equal ops would be merged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

LARGE = 1 << 15
"""Values of a gradient that are enough for its norm: an estimate from so many is good to some per cent. To
read all of them took 4 % of the time of a step of the MLP in tests/bench."""

BLOCK = 256
"""Values next to each other that are read: a kilobyte."""

_SUMS = frozenset({"Add", "AddV2", "AddN"})
_PRODUCTS = frozenset({"Mul", "MulNoNan", "Neg", "RealDiv", "Square", "Sub"})
_COPIES = frozenset({"Identity", "IdentityN", "StopGradient", "Snapshot"})
_DEEPEST = 64
"""Ops of a chain that are followed: a loss is a sum over outputs and regularized weights."""


def can_be_tapped(gradient: Any, *, to_keras: bool) -> bool:
    """Say whether a gradient in a graph can be used once more without a change.

    Args:
        gradient: A symbolic tensor.
        to_keras: Whether an optimizer of Keras takes it, which never adds to it right away: a sum is the end
            of its chain then.
    """
    kind = _maker(gradient).op.type
    return kind not in _PRODUCTS and (kind not in _SUMS or (to_keras and kind == "AddN"))


def squared_norm(gradient: Any) -> Any:
    """Return the squared Euclidean norm of a gradient, estimated from a part of a large one.

    Args:
        gradient: A tensor, symbolic or eager.

    Returns:
        A float32 tensor of rank 0. What is not finite in the part that is left out shows in the next step's
        loss, and in the weights.
    """
    import tensorflow as tf  # noqa: PLC0415 -- only once the user has imported it

    size = gradient.shape.num_elements()
    every = 1 if size is None else size // LARGE
    if every <= 1:
        return 2.0 * tf.nn.l2_loss(tf.cast(gradient, tf.float32))
    blocks = size // (every * BLOCK)
    # Blocks from all over it: the first rows of a kernel may belong to pixels that are always black.
    rows = tf.reshape(tf.reshape(gradient, (-1,))[: blocks * every * BLOCK], (blocks, every * BLOCK))
    part = tf.cast(rows[:, :BLOCK], tf.float32)
    return 2.0 * tf.nn.l2_loss(part) * (size / (blocks * BLOCK))


def tapped_loss(loss: Any) -> Any:
    """Return a loss as float32, by a way of its own through the graph.

    Args:
        loss: A symbolic tensor of rank 0.
    """
    import tensorflow as tf  # noqa: PLC0415 -- only once the user has imported it

    # Another precision than the loss's own: equal ops are merged, and have two uses again.
    wide = tf.float32 if loss.dtype == tf.float64 else tf.float64
    return tf.cast(_again(loss, lambda leaf: tf.cast(leaf, wide), _DEEPEST), tf.float32)


def _again(tensor: Any, leaf: Callable[[Any], Any], deepest: int) -> Any:
    import tensorflow as tf  # noqa: PLC0415 -- as above

    made = _maker(tensor)
    operation = made.op
    known = operation.type in (_SUMS | _PRODUCTS) and made.shape.rank == 0 and deepest > 0
    if not known or any(given.shape.rank != 0 for given in operation.inputs):
        return leaf(made)
    given = [_again(each, leaf, deepest - 1) for each in operation.inputs]
    if operation.type in _SUMS:
        return tf.add_n(given)
    compute: dict[str, Callable[..., Any]] = {
        "Mul": tf.multiply, "MulNoNan": tf.math.multiply_no_nan, "Neg": tf.negative,
        "RealDiv": tf.divide, "Square": tf.square, "Sub": tf.subtract,
    }  # fmt: skip
    return compute[operation.type](*given)


def _maker(tensor: Any) -> Any:
    """Return the tensor that one is a copy of."""
    while tensor.op.type in _COPIES and len(tensor.op.inputs) > tensor.value_index:
        tensor = tensor.op.inputs[tensor.value_index]
    return tensor
