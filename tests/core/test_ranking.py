"""Causes in order: what was measured comes before what only might be, and roots before leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pyadapter.core.causes import Facts, course, diagnose
from pyadapter.core.causes.order import place, sureness
from pyadapter.core.finding import Cause, Location
from pyadapter.core.setup import (
    ColumnFacts,
    Course,
    LayerFacts,
    LossFacts,
    OptimizerFacts,
    OutputFacts,
    Setup,
)
from pyadapter.core.statistics import summarize

if TYPE_CHECKING:
    from pyadapter.core.finding import Kind

MADE = Location("train.py", 12)


def setup(
    *, rate: float = 0.001, optimizer: str = "Adam", activation: str = "relu", **known: object
) -> Setup:
    """A network of two hidden layers that has made some steps."""
    layers = tuple(
        LayerFacts(name, name, "Dense", activation=name_of, inputs=before)
        for name, name_of, before in (
            ("first", activation, ()),
            ("second", activation, (0,)),
            ("head", "linear", (1,)),
        )
    )
    given = {"steps": 200, "losses": (0.69,) * 10, **known}
    return Setup(
        layers=layers,
        losses=(LossFacts("mean_squared_error"),),
        optimizer=OptimizerFacts(optimizer, rate, location=MADE),
        outputs=(OutputFacts(0, "linear", head=2),),
        course=Course(**given),  # type: ignore[arg-type]  # fields by name
    )


def causes(given: Setup, kind: Kind = "loss-stalled") -> list[Cause]:
    return list(diagnose(Facts(kind, "epoch", setup=given)))


def test_updates_as_large_as_the_weights_name_the_rate() -> None:
    first = causes(setup(rate=1.0, largest_ratio=8.0, dead={0: 1.0}))[0]

    assert (first.id, first.confidence, first.location) == ("learning-rate-high", "likely", MADE)
    assert "8 times as large as the weights" in first.message
    assert first.fix == "keras.optimizers.Adam(learning_rate=0.001)"


def test_a_usual_rate_is_only_suspected() -> None:
    (found,) = course.find(setup(largest_ratio=0.4), "loss-oscillating")

    assert (found.id, found.confidence) == ("learning-rate-high", "possible")


def test_weights_that_hardly_moved_name_the_rate_where_it_is_low() -> None:
    low = causes(setup(rate=1e-4, optimizer="SGD", update_ratio=1e-6, last_gradient=0.1))[0]
    usual = course.find(
        setup(rate=0.01, optimizer="SGD", update_ratio=1e-6, last_gradient=0.1), "loss-stalled"
    )
    gone = course.find(
        setup(rate=0.01, optimizer="SGD", update_ratio=1e-9, last_gradient=0.0), "loss-stalled"
    )

    assert (low.id, low.confidence) == ("learning-rate-low", "likely")
    assert [cause.confidence for cause in usual] == ["possible"]
    assert gone == []


def test_units_that_died_and_the_head_that_is_not_hidden() -> None:
    dead = course.find(setup(dead={0: 0.2, 1: 0.9, 2: 1.0}), "loss-stalled")

    assert [cause.id for cause in dead] == ["dead-relu"]
    assert "90% of the units of second" in dead[0].message
    assert course.find(setup(dead={0: 0.4}), "loss-stalled") == []


def test_a_gradient_that_is_lost_on_the_way() -> None:
    lost = course.find(
        setup(activation="sigmoid", first_gradient=1e-6, last_gradient=0.1), "gradient-vanishing"
    )

    assert [cause.id for cause in lost] == ["saturating-stack"]
    assert course.find(setup(activation="relu", first_gradient=1e-6, last_gradient=0.1), "loss-stalled") == []


def test_targets_that_are_far_away() -> None:
    prices = np.linspace(1e5, 9e5, 50)
    column = ColumnFacts("y", "prices", (50,), "float64", statistics=summarize(prices), location=MADE)
    given = setup(constant=1e10, losses=(4e11,), update_ratio=0.01)
    far = Setup(**{**given.__dict__, "labels": (column,)})

    first = causes(far)[0]

    assert (first.id, first.confidence, first.location) == ("unscaled-target", "likely", MADE)
    assert first.fix == "prices = (prices - prices.mean()) / prices.std()"


def test_a_loss_that_has_stalled_is_never_without_a_cause() -> None:
    for optimizer, rate in (("SGD", 0.01), ("Adam", 0.001), ("Adam", 0.5)):
        found = causes(setup(rate=rate, optimizer=optimizer))
        assert found
        assert found[0].location == MADE


def test_the_chain_leads_from_data_to_numbers() -> None:
    chain = (
        "nan-in-data", "label-out-of-range", "loss-activation-mismatch", "unscaled-input", "weight-init",
        "learning-rate-high", "dead-relu", "numeric-domain",
    )  # fmt: skip
    places = [place(Cause(name, "", "")) for name in chain]

    assert places == sorted(places)
    assert place(Cause("of-tomorrow", "", "")) <= place(Cause("learning-rate-high", "", ""))
    assert sureness(Cause("x", "", "", confidence="certain")) < sureness(Cause("x", "", ""))
