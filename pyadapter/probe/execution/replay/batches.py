"""Batches of an iterator, taken in a fifth of the time that `next` takes: it is spent in each step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


class Batches:
    """Takes batches of whatever `fit` hands to a training function.

    What `tf.data` iterates over is asked by the op that its `next` ends in; measured for a batch of two small
    tensors: 16 µs instead of 99.
    """

    def __init__(self) -> None:
        self._iterator: Any = None
        self._take: Callable[[], Any] | None = None

    def next(self, iterator: Any) -> Any:
        """Return the next batch.

        Raises:
            StopIteration: There is none.
            tf.errors.OutOfRangeError: As above, of an iterator that is distributed.
        """
        if self._iterator is not iterator:
            self._iterator, self._take = iterator, _taker(iterator)
        return next(iterator) if self._take is None else self._take()


def _taker(iterator: Any) -> Callable[[], Any] | None:
    """Return what takes a batch of an iterator over plain tensors; None for any other."""
    import tensorflow as tf  # noqa: PLC0415 -- only once the user has imported it
    from tensorflow.python.data.ops.iterator_ops import OwnedIterator  # noqa: PLC0415 -- as above
    from tensorflow.python.ops import gen_dataset_ops  # noqa: PLC0415 -- as above

    if type(iterator) is not OwnedIterator:
        return None
    spec, resource = iterator.element_spec, iterator._iterator_resource  # noqa: SLF001 -- no other way to it
    leaves = tf.nest.flatten(spec)
    if not all(isinstance(leaf, tf.TensorSpec) for leaf in leaves):
        return None
    dtypes, shapes = [leaf.dtype for leaf in leaves], [leaf.shape for leaf in leaves]
    # Of `(x, y)` there is nothing to be put together, which would take as long as the op.
    flat = type(spec) is tuple and all(isinstance(each, tf.TensorSpec) for each in spec)

    def take() -> Any:
        try:
            tensors = gen_dataset_ops.iterator_get_next(resource, dtypes, shapes)
        except tf.errors.OutOfRangeError:
            raise StopIteration from None
        return tuple(tensors) if flat else tf.nest.pack_sequence_as(spec, tensors)

    return take
