"""Random numbers as XLA draws them, for a step that was compiled with it and is run again eagerly.

XLA makes floats of random bits in another way than the kernels of eager execution do, so that one seed gives
other masks and other noise (measured: integers are the same, floats are not). Training itself is left alone:
while the step is replayed, each draw runs as a tiny function that XLA compiles, 0.1 s the first time.
"""

from __future__ import annotations

import contextlib
import functools
import inspect
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

_DRAWS = {
    "gen_stateless_random_ops_v2": (
        "stateless_random_get_key_counter",
        "stateless_random_uniform_v2",
        "stateless_random_uniform_int_v2",
        "stateless_random_uniform_full_int_v2",
        "stateless_random_normal_v2",
        "stateless_truncated_normal_v2",
    ),
    "gen_stateless_random_ops": ("stateless_multinomial", "stateless_parameterized_truncated_normal"),
}
"""The ops that draw, by module: those of them that XLA knows; it cannot compile a step with another one."""

_STATIC = frozenset({"shape", "num_samples"})
"""What XLA has to know as it compiles."""


class XlaRandom:
    """Draws by XLA in a replay; functions that were compiled for one draw serve the next of its kind.

    Args:
        aside: Runs ops that are not the program's own.
    """

    def __init__(self, aside: Callable[[], AbstractContextManager[None]]) -> None:
        self._aside = aside
        self._compiled: dict[Any, Any] = {}

    @contextlib.contextmanager
    def drawn_by_xla(self) -> Iterator[None]:
        """Draw random numbers by XLA in here."""
        from tensorflow.python import ops  # noqa: PLC0415 -- only once the user has imported it

        replaced: list[tuple[Any, str, Any]] = []
        try:
            for module_name, names in _DRAWS.items():
                module = getattr(ops, module_name, None)
                for name in names:
                    original = getattr(module, name, None)
                    if original is not None:
                        setattr(module, name, self._by_xla(original))
                        replaced.append((module, name, original))
            yield
        finally:
            for module, name, original in replaced:
                setattr(module, name, original)

    def _by_xla(self, original: Callable[..., Any]) -> Callable[..., Any]:
        """Wrap an op's function: same arguments, same kinds of results."""
        signature = inspect.signature(original)

        @functools.wraps(original)
        def draw(*arguments: Any, **named: Any) -> Any:
            bound = signature.bind(*arguments, **named)
            bound.apply_defaults()
            with self._aside():
                return self._run(original, bound.arguments)

        return draw

    def _run(self, original: Callable[..., Any], given: dict[str, Any]) -> Any:
        import tensorflow as tf  # noqa: PLC0415 -- see above

        if not tf.executing_eagerly():  # a pipeline that is being traced
            return original(**given)
        static = {name: _plain(value) for name, value in given.items() if not _varies(name, value)}
        tensors = {name: tf.convert_to_tensor(value) for name, value in given.items() if name not in static}
        kind = tuple((name, value.dtype, tuple(value.shape)) for name, value in tensors.items())
        key = (original.__name__, tuple(static.items()), kind)
        if key not in self._compiled:
            # As a concrete function: others run eagerly during a replay.
            function = tf.function(lambda **varying: original(**static, **varying), jit_compile=True)
            described = {name: tf.TensorSpec(value.shape, value.dtype) for name, value in tensors.items()}
            self._compiled[key] = function.get_concrete_function(**described)
        return self._compiled[key](**tensors)


def _varies(name: str, value: Any) -> bool:
    """Whether an argument is a tensor of the compiled function's."""
    import tensorflow as tf  # noqa: PLC0415 -- see above

    return name not in _STATIC and isinstance(value, tf.Tensor)


def _plain(value: Any) -> Any:
    """Return a value that can be compared and kept."""
    array = value.numpy() if hasattr(value, "numpy") else value
    listed = array.tolist() if hasattr(array, "tolist") else array
    return tuple(listed) if isinstance(listed, list) else listed
