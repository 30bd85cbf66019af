"""Outputs, losses, labels and targets: what does not fit is named before training, what fits is left."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from pyadapter.core.causes import (
    constant_labels,
    label_out_of_range_setup,
    logits_probabilities,
    loss_activation_mismatch,
    loss_for_task,
    output_activation,
    target_rank,
    unscaled_target,
)
from pyadapter.core.causes.order import place, sureness
from pyadapter.core.setup import FitFacts, OptimizerFacts, WeightFacts
from tests.core.setups import COMPILE, DATA, HEAD, LOSS, column, dense, training

if TYPE_CHECKING:
    from pyadapter.core.causes.diagnosis import Diagnosis
    from pyadapter.core.finding import Location
    from pyadapter.core.setup import Setup

RULES = (
    label_out_of_range_setup,
    constant_labels,
    target_rank,
    loss_for_task,
    logits_probabilities,
    loss_activation_mismatch,
    output_activation,
    unscaled_target,
)

RNG = np.random.default_rng(0)
YES = RNG.integers(0, 2, 100)
DIGITS = RNG.integers(0, 10, 100)
KINDS = RNG.integers(0, 3, 100)
ONE_HOT = np.eye(3)[KINDS]
PAIR = np.eye(2)[YES]
TAGS = np.vstack([[[1, 1, 0]], RNG.integers(0, 2, (99, 3))])
SHARES = RNG.dirichlet([1.0, 1.0, 1.0], 100)
PRICES = RNG.normal(200_000, 50_000, 100)
NORMAL = RNG.normal(size=100)

BCE, CCE, SCCE = "binary_crossentropy", "categorical_crossentropy", "sparse_categorical_crossentropy"
MSE, MAE = "mean_squared_error", "mean_absolute_error"
LOGITS: dict[str, Any] = {"low": -1.5, "high": 2.0}


def told(setup: Setup, severity: str = "finding") -> list[Diagnosis]:
    found = [each for rule in RULES for each in rule.check(setup) if each.severity == severity]
    return sorted(found, key=lambda each: (sureness(each.cause), place(each.cause)))


@pytest.mark.parametrize(
    ("setup", "cause", "location", "fix"),
    [
        # The last activation and the targets.
        (training(MSE, "sigmoid", labels=PRICES), "output-activation", HEAD, "keras.layers.Dense(1)"),
        (
            training(MAE, "tanh", labels=NORMAL * 5, low=-0.5),
            "output-activation",
            HEAD,
            "keras.layers.Dense(1)",
        ),
        (training(MSE, "relu", labels=NORMAL), "output-activation", HEAD, "keras.layers.Dense(1)"),
        (
            training(MSE, "softmax", labels=NORMAL, low=1, high=1),
            "output-activation",
            HEAD,
            "keras.layers.Dense(1)",
        ),
        (
            training(MSE, "softmax", 3, RNG.random((100, 3))),
            "output-activation",
            HEAD,
            "keras.layers.Dense(3)",
        ),
        (training(BCE, "relu", low=0, high=3), "output-activation", HEAD, 'Dense(1, activation="sigmoid")'),
        (
            training(CCE, "relu", 3, ONE_HOT, low=0),
            "output-activation",
            HEAD,
            'Dense(3, activation="softmax")',
        ),
        (
            training(SCCE, "relu", 3, KINDS, low=0, made=True, from_logits=True),
            "output-activation",
            HEAD,
            "keras.layers.Dense(3)  # linear: logits",
        ),
        # The last activation and the loss.
        (training(BCE, "softmax", low=1, high=1), "loss-activation-mismatch", HEAD, 'activation="sigmoid"'),
        (training(BCE, "linear", **LOGITS), "loss-activation-mismatch", HEAD, 'activation="sigmoid"'),
        (
            training(SCCE, "linear", 3, KINDS, **LOGITS),
            "loss-activation-mismatch",
            HEAD,
            'activation="softmax"',
        ),
        (training(BCE, "tanh", low=-0.5), "loss-activation-mismatch", HEAD, 'activation="sigmoid"'),
        (training(CCE, "sigmoid", 3, ONE_HOT), "loss-activation-mismatch", HEAD, 'activation="softmax"'),
        (training(SCCE, "sigmoid", 2, YES), "loss-activation-mismatch", HEAD, 'activation="softmax"'),
        (
            training(CCE, "sigmoid", 3, TAGS),
            "loss-activation-mismatch",
            COMPILE,
            'loss="binary_crossentropy"',
        ),
        (training(BCE, "softmax", 3, ONE_HOT), "loss-activation-mismatch", COMPILE, f'loss="{CCE}"'),
        (training(BCE, "softmax", 3, TAGS), "loss-activation-mismatch", HEAD, 'activation="sigmoid"'),
        (training("hinge", "sigmoid"), "loss-activation-mismatch", HEAD, 'activation="tanh"'),
        (training(CCE, "sigmoid", 1, YES), "loss-activation-mismatch", COMPILE, 'loss="binary_crossentropy"'),
        (
            training(CCE, "softmax", 1, KINDS),
            "loss-activation-mismatch",
            HEAD,
            'Dense(3, activation="softmax")',
        ),
        (
            training("poisson", "linear", labels=DIGITS, **LOGITS),
            "loss-activation-mismatch",
            HEAD,
            "exponential",
        ),
        # Logits and probabilities.
        (
            training(SCCE, "linear", 3, KINDS, made=True, **LOGITS),
            "logits-probabilities",
            LOSS,
            "from_logits=True",
        ),
        (
            training(SCCE, "softmax", 3, KINDS, made=True, from_logits=True),
            "logits-probabilities",
            LOSS,
            "from_logits=False",
        ),
        # The loss and the labels.
        (training(MSE, "softmax", 3, ONE_HOT), "loss-for-task", COMPILE, f'loss="{CCE}"'),
        (training(MAE, "sigmoid", 3, ONE_HOT), "loss-for-task", COMPILE, f'loss="{CCE}"'),
        (training(MSE, "linear", 1, KINDS, **LOGITS), "loss-for-task", COMPILE, f'loss="{SCCE}"'),
        (training(BCE, "sigmoid", 1, NORMAL * 9), "loss-for-task", COMPILE, 'loss="mse"'),
        (training(CCE, "linear", 1, NORMAL, **LOGITS), "loss-for-task", COMPILE, 'loss="mse"'),
        # Labels.
        (training(BCE, "sigmoid", 1, DIGITS), "label-out-of-range", HEAD, 'Dense(10, activation="softmax")'),
        (training(BCE, "sigmoid", 1, YES * 2 - 1), "label-out-of-range", DATA, "y = (y + 1) // 2"),
        (training(SCCE, "softmax", 3, KINDS + 1), "label-out-of-range", DATA, "y = y - 1"),
        (training(SCCE, "softmax", 3, DIGITS), "label-out-of-range", HEAD, 'Dense(10, activation="softmax")'),
        (training(SCCE, "sigmoid", 1, YES), "label-out-of-range", HEAD, 'Dense(2, activation="softmax")'),
        (training(SCCE, "softmax", 3, KINDS * 5), "label-out-of-range", DATA, "return_inverse=True"),
        (training(SCCE, "softmax", 10, DIGITS / 255), "constant-labels", DATA, "np.rint(y * 255)"),
        (training(BCE, "sigmoid", 1, YES * 0), "constant-labels", DATA, "np.unique"),
        (training(CCE, "softmax", 3, np.eye(3)[KINDS * 0]), "constant-labels", DATA, "np.unique"),
        # Targets.
        (training(MSE, "linear", 1, NORMAL[:, None] * [1, 2, 3], low=-1), "target-rank", HEAD, "Dense(3)"),
        (
            training(BCE, "sigmoid", 64, RNG.integers(0, 256, (100, 64))),
            "unscaled-target",
            DATA,
            'y = y.astype("float32") / 255',
        ),
        (
            training(MSE, "linear", labels=PRICES, low=-1, optimizer=OptimizerFacts("SGD", 0.01)),
            "unscaled-target",
            DATA,
            "y = (y - y.mean()) / y.std()",
        ),
    ],
)
def test_what_does_not_fit_is_named_with_its_line(
    setup: Setup, cause: str, location: Location, fix: str
) -> None:
    first = told(setup)[0]

    assert (first.cause.id, first.cause.location) == (cause, location)
    assert fix in first.cause.fix
    assert len(first.title) <= 40
    assert "None" not in first.cause.message


@pytest.mark.parametrize(
    "setup",
    [
        training(),
        training(BCE, "linear", made=True, from_logits=True, **LOGITS),
        training(BCE, "sigmoid", 3, TAGS),
        training(BCE, "sigmoid", 3, ONE_HOT),  # one against the rest
        training(BCE, "softmax", 2, PAIR),  # the same task, asked twice
        training(BCE, "sigmoid", 1, RNG.random(100)),  # soft labels
        training(BCE, "sigmoid", 1, np.where(YES, 0.9, 0.1)),
        training(BCE, "sigmoid", 64, RNG.random((100, 64))),  # grey values of an autoencoder
        training(BCE, None, 1, **LOGITS),  # an activation of one's own
        training(CCE, "softmax", 3, ONE_HOT),
        training(CCE, "softmax", 3, SHARES),
        training(SCCE, "softmax", 3, KINDS),
        training(SCCE, "softmax", 3, KINDS.reshape(10, 10), shape=(10, 10, 3)),
        training(SCCE, "linear", 3, KINDS, made=True, from_logits=True, **LOGITS),
        training("hinge", "tanh", labels=YES * 2 - 1, low=-0.5),
        training("hinge", "linear", labels=YES * 2 - 1, **LOGITS),
        training("poisson", "exponential", labels=DIGITS, high=5),
        training("poisson", "softplus", labels=DIGITS, high=5),
        training("kl_divergence", "softmax", 3, SHARES),
        training(MSE, "linear", labels=NORMAL, metrics=("mae",), **LOGITS),
        training(MSE, "linear", labels=NORMAL * 1000, metrics=("mae",), **LOGITS),
        training(MSE, "linear", labels=DIGITS + 3, metrics=("mae",), **LOGITS),  # marks of wine
        training(MSE, "linear", 3, ONE_HOT, metrics=(), **LOGITS),  # built again by an autoencoder
        training(MSE, "linear", labels=NORMAL[:, None], shape=(32,), metrics=(), **LOGITS),
        training(MSE, "linear", 3, np.zeros((100, 1)), metrics=(), **LOGITS),  # a residual that should be 0
        training(MSE, "softmax", 3, SHARES, metrics=()),  # a teacher's answers
        training(MSE, "sigmoid", labels=YES),  # exclusive or, of the textbook
        training(MSE, "sigmoid", labels=RNG.random(100), metrics=()),
        training(MSE, "sigmoid", labels=np.r_[RNG.random(97), 1.5, 1.6, -0.5], metrics=()),  # outliers
        training(MSE, "sigmoid", labels=PRICES, metrics=(), weighted=True),
        training(MSE, "sigmoid", labels=PRICES, metrics=(), low=0, high=300_000),  # something follows
        training(MSE, "tanh", labels=np.sin(NORMAL), metrics=(), low=-0.5),
        training(MSE, "relu", labels=np.abs(NORMAL), metrics=(), low=0),
        training(None, "sigmoid", labels=PRICES),
        training(None, "softmax", labels=YES, units=3),
        training(BCE, "sigmoid", 1, YES * 2 - 1, weighted=True),
    ],
)
def test_what_fits_is_left_alone(setup: Setup) -> None:
    assert told(setup) == []


def test_a_softmax_over_one_unit_has_two_names() -> None:
    setup = training(BCE, "softmax", low=1, high=1)

    (first,) = told(setup)
    (second,) = told(setup, "silent")

    assert (first.cause.id, second.cause.id) == ("loss-activation-mismatch", "output-activation")
    assert first.title == second.title


@pytest.mark.parametrize(
    ("setup", "fix"),
    [
        (training(MSE, "sigmoid", labels=YES), 'loss="binary_crossentropy"'),
        (training(MSE, "linear", labels=NORMAL, **LOGITS), 'metrics=["mae"]'),
        (training(BCE, "softmax", 2, PAIR), 'loss="categorical_crossentropy"'),
        (training(MSE, "sigmoid", 3, ONE_HOT), 'activation="softmax" and loss="categorical_crossentropy"'),
        (
            training(BCE, "linear", made=True, from_logits=True, **LOGITS),
            "metrics=[keras.metrics.BinaryAccuracy(threshold=0.0)]",
        ),
    ],
)
def test_what_works_but_could_be_better_is_a_hint(setup: Setup, fix: str) -> None:
    assert [each.cause.fix for each in told(setup, "hint")] == [fix]
    assert told(setup) == []


def test_an_activation_behind_the_units_is_where_the_fix_belongs() -> None:
    setup = training(MSE, "tanh", labels=PRICES, low=-0.5, metrics=())
    behind = replace(dense(1, "tanh", position=2), kind="Activation", units=None, location=LOSS)
    units = replace(setup.layers[1], activation="linear")

    (first,) = told(replace(setup, layers=(setup.layers[0], units, behind)))

    assert first.cause.location == LOSS
    assert first.layer == "sequential/dense_2"


def test_an_ignored_label_is_in_range() -> None:
    setup = training(SCCE, "softmax", 3, np.where(KINDS == 0, 255, KINDS))

    assert told(setup)
    assert not told(replace(setup, losses=(replace(setup.losses[0], ignored_label=255),)))


def test_two_turns_of_a_game_have_one_label_each() -> None:
    setup = training(BCE, "sigmoid", labels=np.ones(100))

    assert told(setup)
    assert not told(replace(setup, fit=FitFacts("array", 100, 32, 1, 4)))
    assert not told(replace(setup, fit=None))
    assert not told(replace(setup, labels=(column(np.ones(100), whole=False),)))


def test_targets_that_all_updates_together_cannot_reach() -> None:
    setup = training(MSE, "linear", labels=PRICES, low=-1, metrics=())
    weights = [(WeightFacts("kernel", (8, 16)),), (WeightFacts("kernel", (16, 1)),)]
    layers = tuple(replace(layer, weights=each) for layer, each in zip(setup.layers, weights, strict=True))
    short = replace(setup, layers=layers)

    (first,) = told(short)
    assert first.cause.id == "unscaled-target"
    assert first.evidence == ("40 updates of about 0.001 reach 8.55 at most",)

    # Long enough, or targets that are nearer: it explains what may come, and stops nothing.
    assert not told(replace(short, fit=FitFacts("array", 100, 32, 10_000, 4)))
    near = replace(short, labels=(column(NORMAL + 500),))
    assert not told(near)
    assert [each.cause.id for each in told(near, "silent")] == ["unscaled-target"]
    assert "nan" in told(near, "silent")[0].explains


def test_plain_descent_is_safe_where_layers_have_bounds() -> None:
    setup = training(MSE, "linear", labels=NORMAL * 2000, low=-1, metrics=())
    descent = replace(setup, optimizer=OptimizerFacts("SGD", 0.01))

    assert told(descent)
    assert not told(replace(descent, optimizer=OptimizerFacts("SGD", 0.01, clipped=True)))
    assert not told(replace(descent, layers=(dense(16, "tanh"), descent.layers[1])))
    assert not told(replace(descent, layers=descent.layers[1:], outputs=()))
