"""The compiled training step of a model: Keras's own, with the sentinel's numbers beside its logs."""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING, Any

from pyadapter.core.sentinel import Layout, Reading
from pyadapter.probe.execution.replay.state import State
from pyadapter.probe.execution.replay.untraced import untraced
from pyadapter.probe.patches import contained
from pyadapter.probe.watch.batches import flat_batch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyadapter.probe.execution.replay.sentinel import Sentinel


class _Traced:
    """A function of one kind of batches.

    Args:
        spec: The kind, None for whatever comes.
    """

    def __init__(self, spec: Any) -> None:
        self.spec = spec
        self.function: Any = None
        self.concrete: Any = None
        """The one graph of it, where there is only one: called at half the price of the function."""
        self.layout: Layout | None = Layout(loss=False, variables=())
        self.traces = 0
        self.prepared = 0


class CompiledStep:
    """Compiles `train_step` as `TensorFlowTrainer._make_function` does, one batch a call.

    Args:
        model: The model.
        sentinel: Collects what a step comes by.
    """

    def __init__(self, model: Any, sentinel: Sentinel) -> None:
        self._model = model
        self._sentinel = sentinel
        self._traced: list[_Traced] = []
        self.state = State()
        """Every variable that the step touches; known once it is prepared."""
        self.graphs: list[Any] = []
        """Of all kinds of batches so far."""

    def prepare(self, batch: Any, spec: Any) -> bool:
        """Trace the step for batches of a kind; this makes the variables that a first step makes.

        Args:
            batch: The batch.
            spec: What batches of its iterator are like, None when that is not known.

        Returns:
            Whether it was traced now.
        """
        traced = self._for(spec)
        self._sentinel.layout = traced.layout if traced.prepared else None
        if spec is not None and traced.prepared:
            return False
        with untraced(users_code=True):
            concrete = traced.function.get_concrete_function(*(() if spec is not None else (batch,)))
        if traced.prepared == traced.traces:
            return False
        traced.prepared = traced.traces
        traced.concrete = None if spec is None else concrete
        self._sentinel.layout = traced.layout
        self.state.extend(concrete.captured_inputs)
        self.graphs.append(concrete.graph)
        return True

    def forget(self) -> None:
        """Trace anew from now on: the code is another."""
        self._traced.clear()
        self.graphs.clear()

    def run(self, step: int, batch: Any, spec: Any) -> tuple[Any, Reading | None]:
        """Run a step that is prepared.

        Returns:
            Its logs and what the sentinel read, None where it failed.
        """
        traced = self._for(spec)
        with untraced():
            logs, numbers = self._call(traced, batch)
        layout = traced.layout
        if layout is None:
            return logs, None
        return logs, contained(Reading.of, step, numbers._numpy(), layout)  # noqa: SLF001 -- `.numpy()` copies

    @staticmethod
    def _call(traced: _Traced, batch: Any) -> Any:
        """Call the graph with the leaves of a batch of its kind: nothing is left to be bound and compared."""
        if traced.concrete is None:
            return traced.function(batch)
        concrete = traced.concrete
        return concrete._call_flat(flat_batch(batch), concrete.captured_inputs)  # noqa: SLF001 -- see above

    def run_out(self, iterator: Any) -> bool:
        """Do what Keras's own step does when it is run once more and its data is at an end.

        Keras takes the batch in the graph that has the step in it, and finds only there that there is none:
        what needs no data runs all the same. So `optimizer.iterations` counts on, and seeds are drawn from.

        Args:
            iterator: Gives no more batches.

        Returns:
            Whether that could be done: the step is traced for batches of this kind.
        """
        import tensorflow as tf  # noqa: PLC0415 -- as below

        traced = self._for(iterator.element_spec)
        if not traced.prepared:
            return False
        step = traced.function.get_concrete_function()

        @tf.function(autograph=False)  # type: ignore[untyped-decorator]  # TensorFlow has no types
        def once_more() -> None:
            step(iterator.get_next())

        with untraced(), contextlib.suppress(tf.errors.OutOfRangeError):
            once_more()
        return True

    def _for(self, spec: Any) -> _Traced:
        for traced in self._traced:
            if traced.spec is spec or traced.spec == spec:
                traced.spec = spec  # that of the newest iterator: compared by identity from now on
                return traced
        traced = _Traced(spec)
        traced.function = self._function(traced)
        self._traced.append(traced)
        return traced

    def _function(self, traced: _Traced) -> Any:
        import tensorflow as tf  # noqa: PLC0415 -- only once the user has imported it

        model, sentinel = self._model, self._sentinel
        convert = getattr(model, "_autoconvert_optionals", lambda function: function)

        @tf.autograph.experimental.do_not_convert  # type: ignore[untyped-decorator]  # TensorFlow has no types
        def train(batch: Any) -> Any:
            traced.traces += 1
            with sentinel.collecting() as collected:
                logs = convert(model.train_step)(batch)
                numbers, traced.layout = contained(collected.vector) or (tf.zeros((1,)), None)
            return logs, numbers

        # With the iterator's own specification the graph is that of Keras, for any number of rows.
        return tf.function(
            train,
            input_signature=None if traced.spec is None else (traced.spec,),
            reduce_retracing=traced.spec is None,
            jit_compile=model.jit_compile,
        )


class _Eager:
    """How many threads run functions eagerly for us, and what the program had set before the first."""

    lock = threading.Lock()
    threads = 0
    before = False


@contextlib.contextmanager
def functions_run_eagerly() -> Iterator[None]:
    """Run the functions of TensorFlow eagerly in here; it is a switch of the whole process."""
    import tensorflow as tf  # noqa: PLC0415 -- as above

    with _Eager.lock:
        if not _Eager.threads:
            _Eager.before = bool(tf.config.functions_run_eagerly())
            tf.config.run_functions_eagerly(True)
        _Eager.threads += 1
    try:
        yield
    finally:
        with _Eager.lock:
            _Eager.threads -= 1
            if not _Eager.threads:
                tf.config.run_functions_eagerly(_Eager.before)


def program_runs_eagerly() -> bool:
    """Whether the program itself has functions run eagerly."""
    import tensorflow as tf  # noqa: PLC0415 -- as above

    with _Eager.lock:
        return _Eager.before if _Eager.threads else bool(tf.config.functions_run_eagerly())
