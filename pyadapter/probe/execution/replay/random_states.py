"""The random numbers of Python, NumPy and eager TensorFlow: a replay draws from them and puts them back."""

from __future__ import annotations

import contextlib
import random
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextlib.contextmanager
def random_states_kept(data: Any = None) -> Iterator[None]:
    """Leave the random numbers of the host as they were before.

    Args:
        data: What `fit` was given as `x`. Where it is no array, another thread may be drawing numbers to make
            the next batches: Python's and NumPy's go on then, and it is the step that should draw none.
    """
    from tensorflow.python.eager import context  # noqa: PLC0415 -- only once the user has imported it

    alone = _holds_arrays(data)
    of_python, of_numpy = random.getstate(), np.random.get_state()  # noqa: NPY002 -- the program's own
    generator = getattr(context.context(), "_rng", None)
    of_tensorflow = generator.getstate() if generator is not None else None
    try:
        yield
    finally:
        if alone:
            random.setstate(of_python)
            np.random.set_state(of_numpy)  # noqa: NPY002 -- as above
        if generator is not None and of_tensorflow is not None:
            generator.setstate(of_tensorflow)


def _holds_arrays(data: Any) -> bool:
    if isinstance(data, dict):
        return all(map(_holds_arrays, data.values()))
    if isinstance(data, (list, tuple)):
        return all(map(_holds_arrays, data))
    return data is None or hasattr(data, "__array__") or isinstance(data, (int, float, str))
