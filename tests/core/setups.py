"""Set-ups of trainings for the tests of rules over them: small, and healthy until something is changed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.core.finding import Location
from pyadapter.core.setup import (
    ColumnFacts,
    FitFacts,
    LayerFacts,
    LossFacts,
    OptimizerFacts,
    OutputFacts,
    Setup,
)
from pyadapter.core.statistics import summarize

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from pyadapter.core.setup import Shape

HIDDEN = Location("train.py", 10)
HEAD = Location("train.py", 11)
COMPILE = Location("train.py", 20)
LOSS = Location("train.py", 21)
DATA = Location("train.py", 3)
FIT = Location("train.py", 30)


def column(values: ArrayLike, name: str = "y", **more: Any) -> ColumnFacts:
    """Describe an array as the probe does (`probe.setup.data`)."""
    array = np.asarray(values)
    numbers: NDArray[np.float64] = array.astype(np.float64)
    distinct, counts = np.unique(numbers, return_counts=True)
    sums = numbers.sum(axis=-1) if numbers.ndim > 1 and numbers.shape[-1] > 1 else None
    known: dict[str, Any] = {
        "expression": name,
        "shape": array.shape,
        "dtype": str(array.dtype),
        "whole": True,
        "statistics": summarize(array),
        "batch_shape": (min(32, len(array)), *array.shape[1:]),
        "batch_dtype": str(array.dtype),
        "distinct": tuple(map(float, distinct)) if len(distinct) <= 1000 else None,
        "counts": tuple(map(int, counts)) if len(distinct) <= 1000 else (),
        "integral": bool((numbers == np.rint(numbers)).all()),
        "row_sum": None if sums is None else (float(sums.min()), float(sums.max())),
        "one_hot": sums is not None and bool((sums == 1).all()) and bool(np.isin(numbers, (0.0, 1.0)).all()),
        "spread": tuple(map(float, np.quantile(numbers, (0.05, 0.95)))),
        "location": DATA,
    }
    if numbers.ndim == 2:
        for statistic, take in (
            ("minimum", np.min),
            ("maximum", np.max),
            ("mean", np.mean),
            ("deviation", np.std),
        ):
            known[f"column_{statistic}"] = tuple(map(float, take(numbers, axis=0)))
    return ColumnFacts(name, **{**known, **more})


def dense(
    units: int, activation: str = "linear", inputs: int = 8, *, position: int = 0, **more: Any
) -> LayerFacts:
    """Describe a `Dense` layer in a chain."""
    given: dict[str, Any] = {
        "name": f"dense_{position}" if position else "dense",
        "path": f"sequential/dense_{position}" if position else "sequential/dense",
        "kind": "Dense",
        "inputs": (position - 1,) if position else (),
        "activation": activation,
        "units": units,
        "input_shape": (None, inputs),
        "output_shape": (None, units),
        "location": HIDDEN,
        "times": 1,
    }
    return LayerFacts(**{**given, **more})


def training(  # noqa: PLR0913 -- the parts of a training
    loss: str | None = "binary_crossentropy",
    activation: str | None = "sigmoid",
    units: int = 1,
    labels: ArrayLike = (0, 1) * 50,
    *,
    made: bool = False,
    from_logits: bool | None = None,
    low: float = 0.2,
    high: float = 0.8,
    shape: Shape | None = None,
    hidden: str = "relu",
    **more: Any,
) -> Setup:
    """Describe a chain of two dense layers that is taught by `fit`.

    Args:
        loss: Name of Keras's function; None for the user's own.
        activation: Of the last layer.
        units: Of the last layer.
        labels: All of them.
        made: Whether the script makes an instance of the loss.
        from_logits: As given.
        low: Smallest prediction of the first batch.
        high: Largest prediction.
        shape: Of the predictions; by default `(32, units)`.
        hidden: Activation of the first layer.
        more: Fields of `Setup` to replace; those of `OutputFacts` go to the output.
    """
    facts = LossFacts(
        loss,
        own_name=None if loss else "own_loss",
        from_logits=from_logits,
        by_name=not made,
        made=made,
        location=LOSS if made else COMPILE,
    )
    seen = OutputFacts(0, activation, 1, 0, shape or (32, units), low, high)
    setup = Setup(
        layers=(
            dense(16, hidden),
            dense(units, activation or "linear", 16, position=1, location=HEAD),
        ),
        sequence=True,
        losses=(facts,),
        optimizer=OptimizerFacts("Adam", 0.001, rate_given=True, location=COMPILE),
        features=(column(np.random.default_rng(0).normal(size=(100, 8)), "x"),),
        labels=(column(labels),),
        outputs=(
            replace(seen, **{key: more.pop(key) for key in ("weighted", "logits_kept") if key in more}),
        ),
        metrics=("accuracy",),
        fit=FitFacts("array", 100, 32, 10, 4, location=FIT),
        location=COMPILE,
    )
    return replace(setup, **more)
