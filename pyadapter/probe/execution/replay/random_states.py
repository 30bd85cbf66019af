"""The random numbers of Python, NumPy and eager TensorFlow: a replay draws from them and puts them back."""

from __future__ import annotations

import contextlib
import random
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextlib.contextmanager
def random_states_kept() -> Iterator[None]:
    """Leave the random numbers of the host as they were before."""
    from tensorflow.python.eager import context  # noqa: PLC0415 -- only once the user has imported it

    of_python, of_numpy = random.getstate(), np.random.get_state()  # noqa: NPY002 -- the program's own
    generator = getattr(context.context(), "_rng", None)
    of_tensorflow = generator.getstate() if generator is not None else None
    try:
        yield
    finally:
        random.setstate(of_python)
        np.random.set_state(of_numpy)  # noqa: NPY002 -- as above
        if generator is not None and of_tensorflow is not None:
            generator.setstate(of_tensorflow)
