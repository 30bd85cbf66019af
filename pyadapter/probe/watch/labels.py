"""Labels: compared with what their loss takes, before the loss refuses them or becomes NaN."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from pyadapter.core.detectors.label_range import judge_labels, judge_one_hot
from pyadapter.core.label_ranges import RANGES
from pyadapter.probe.patches import Patch, around
from pyadapter.probe.watch.batches import batch_leaves
from pyadapter.probe.watch.frames import site_of
from pyadapter.probe.watch.names import names_of
from pyadapter.probe.watch.observer import Observer
from pyadapter.probe.watch.origins import fault_of
from pyadapter.probe.watch.values import executing_eagerly, numbers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from types import FrameType

    from pyadapter.core.detectors.label_range import LabelVerdict
    from pyadapter.core.finding import Kind
    from pyadapter.probe.watch.frames import Site
    from pyadapter.probe.watch.ops import ThreadState

LARGE, EVERY = 1 << 20, 16
"""Labels of more values than this (7 ms for one-hot labels of a large vocabulary) are looked at in every
sixteenth call only."""


_JUDGES = ("/keras/src/losses/loss.py", "/keras/src/backend/tensorflow/nn.py")
"""Files with functions whose labels are judged as they are called."""

_SPARSE = "sparse_categorical_crossentropy"


class LabelObserver(Observer):
    """Looks at the labels of every call of a built-in loss, class or function, and of `one_hot` in a loss.

    It costs two passes over the labels; very large ones are sampled in time (`EVERY`).
    """

    kinds: ClassVar[frozenset[Kind]] = frozenset({"label-out-of-range"})
    _calls = 0

    def patches(self, package: str) -> Iterable[Patch]:
        """Return the patches of what functional losses end in."""
        if package == "tensorflow":
            from tensorflow.python.ops import gen_nn_ops  # noqa: PLC0415 -- only once the user has imported it

            reason = (
                "labels of functional losses, before the op refuses them (CPU) or makes them NaN (GPU, XLA)"
            )
            name = "sparse_softmax_cross_entropy_with_logits"
            return [Patch(gen_nn_ops, name, reason, around(before=self._sparse))]
        from keras.src.backend.tensorflow import nn  # noqa: PLC0415 -- as above

        reason = "labels of the loss as a function, which keras.losses.Loss does not see"
        return [
            Patch(nn, name, reason, around(before=self._function(name)))
            for name in (_SPARSE, "binary_crossentropy", "categorical_crossentropy")
        ]

    def looks(self) -> Mapping[str, Callable[[ThreadState, Any, Any, Any, Any], None]]:
        """Look at the labels that a loss of the user's makes one-hot."""
        return {"OneHot": self._one_hot}

    def loss_called(self, loss: Any, y_true: Any, y_pred: Any, sample_weight: Any) -> None:
        """Compare the labels with the range of a built-in loss."""
        name = built_in(loss)
        if name not in RANGES:
            return
        labels = self._labels(y_true)
        shape: Any = getattr(y_pred, "shape", ())
        if labels is None or not len(shape):
            return
        options = loss._fn_kwargs  # noqa: SLF001 -- nothing public says it
        mask = getattr(y_pred, "_keras_mask", None)
        weights = [numbers(value) for value in (sample_weight, mask) if value is not None]
        verdict = judge_labels(
            name,
            labels,
            classes=int(shape[options.get("axis", -1) if name.startswith("sparse") else -1]),
            ignored=options.get("ignore_class"),
            weights=next((value for value in weights if value is not None), None),
            may_be_masked=len(weights) > 1,  # by either of them
        )
        if verdict is not None:
            self._tell(verdict, site_of(sys._getframe(1)), y_true, y_pred, loss)  # noqa: SLF001 -- inspect reads the source, too

    def _sparse(self, features: Any, labels: Any, *arguments: Any, **named: Any) -> None:
        del arguments, named
        self._called(_SPARSE, labels, features)

    def _function(self, name: str) -> Callable[..., None]:
        def called(target: Any, output: Any, *arguments: Any, **named: Any) -> None:
            del arguments, named
            self._called(name, target, output)

        return called

    def _called(self, name: str, y_true: Any, y_pred: Any) -> None:
        if not self.armed or not executing_eagerly():
            return
        shape: Any = getattr(y_pred, "shape", ())
        labels = self._labels(y_true)
        if labels is None or not len(shape):
            return
        # The losses of some rows may be dropped later; a sparse one of them has raised by then.
        masked = name != _SPARSE
        verdict = judge_labels(name, labels, classes=int(shape[-1]), may_be_masked=masked)
        frame = sys._getframe(1)  # noqa: SLF001 -- as above
        if verdict is not None and not _judged(frame):
            self._tell(verdict, site_of(frame), y_true, y_pred, name)

    def _one_hot(self, state: ThreadState, op: Any, inputs: Any, attributes: Any, outputs: Any) -> None:
        del state, op, attributes, outputs
        indices, depth = numbers(inputs[0]), numbers(inputs[1])
        verdict = judge_one_hot(indices, int(depth)) if indices is not None and depth is not None else None
        if verdict is None:
            return
        site = site_of(sys._getframe(1))  # noqa: SLF001 -- as above
        if site.phase == "loss" and site.live:
            self._tell(verdict, site, inputs[0], site.predictions, None, op="OneHot")

    def _labels(self, y_true: Any) -> Any:
        labels = numbers(y_true)
        if labels is not None and labels.size > LARGE:
            self._calls += 1
            if self._calls % EVERY != 1:
                return None
        return labels

    def _tell(  # noqa: PLR0913, PLR0917 -- what a finding can tell
        self, verdict: LabelVerdict, site: Site, y_true: Any, y_pred: Any, loss: Any, op: str | None = None
    ) -> None:
        site = replace(site, predictions=y_pred)
        name = column_of(self.context.progress.batch, y_true) or names_of([y_true], site.frame)[0]
        fault = fault_of(
            verdict.symptom, site, value=y_true, role="label", name=name, phase="loss", op=op,
            rows=verdict.rows,
        )  # fmt: skip
        self.context.report(replace(fault, loss=loss))


def built_in(loss: Any) -> str | None:
    """Return the name of the function of Keras that an instance of `keras.losses.Loss` computes."""
    function = getattr(loss, "fn", None)
    if function is None or not str(getattr(function, "__module__", "")).startswith("keras.src.losses"):
        return None
    return str(function.__name__)


def column_of(batch: Any, y_true: Any) -> str | None:
    """Return what `fit` calls labels, where they are a part of the batch or it has but one column of them."""
    columns = [(name, leaf) for role, name, leaf in batch_leaves(batch) if role == "label"]
    same = [name for name, leaf in columns if leaf is y_true]
    return next(iter(same or [name for name, _ in columns if len(columns) == 1]), None)


def _judged(frame: FrameType | None) -> bool:
    """Whether the labels were judged further out already, or belong to a metric."""
    while frame is not None:
        file = frame.f_code.co_filename.replace("\\", "/")
        if "/keras/src/metrics/" in file or file.endswith(_JUDGES):
            return True
        frame = frame.f_back
    return False
