"""Forced eager: every op runs as it is called, whatever `compile`, `tf.function` or the script says."""

from __future__ import annotations

import functools
import sys
import warnings
from typing import TYPE_CHECKING, Any

from pyadapter.probe.execution.trainer import TrainerExecution
from pyadapter.probe.patches import Patch

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyadapter.probe.progress import Progress
    from pyadapter.probe.watch.observer import Observers
    from pyadapter.probe.watch.watcher import Watcher


class EagerExecution(TrainerExecution):
    """Makes Keras and TensorFlow run eagerly, one batch at a time.

    `tf.config.run_functions_eagerly` is enough for that: Keras builds its steps with `tf.function`, so
    `run_eagerly`, `jit_compile` and the model itself stay as the user set them.
    """

    def __init__(self, watcher: Watcher, progress: Progress, observers: Observers) -> None:
        super().__init__(watcher, progress, observers)
        self._before: bool | None = None

    def restore(self) -> None:
        """Go back to what TensorFlow was set to."""
        if self._before is not None:
            import tensorflow as tf  # noqa: PLC0415 -- as above

            tf.config.run_functions_eagerly(self._before)

    def tensorflow_patches(self) -> list[Patch]:
        """Turn eager execution on, and return the patch that keeps it on."""
        import tensorflow as tf  # noqa: PLC0415 -- only once the user has imported it

        self._before = bool(tf.config.functions_run_eagerly())
        tf.config.run_functions_eagerly(True)
        # TensorFlow says of every Dataset.map that it stays a graph, which is what everybody wants.
        warnings.filterwarnings("ignore", message=r"Even though the `tf\.config\.experimental_run_functions")
        return [
            Patch(
                tf.config,
                "run_functions_eagerly",
                "the script must not switch back to graphs in which nothing can be seen",
                _keep_eager,
            )
        ]


def _keep_eager(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def run_functions_eagerly(run_eagerly: bool) -> None:
        original(True)
        if not run_eagerly:
            sys.stderr.write(
                "keras-debug: the script calls tf.config.run_functions_eagerly(False). While it is debugged "
                "functions stay eager, so that every line can be stepped through.\n"
            )

    return run_functions_eagerly
