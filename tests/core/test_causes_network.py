"""Rules over network, scale of data and optimizer: what they say, and what they leave alone."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from pyadapter.core import kinds
from pyadapter.core.causes import Facts, diagnose
from pyadapter.core.causes.check import check
from pyadapter.core.causes.rates import usual
from pyadapter.core.setup import Course, FitFacts, LayerFacts, OptimizerFacts, OutputFacts, Setup, WeightFacts
from tests.core.setups import COMPILE, DATA, FIT, HEAD, HIDDEN, column, dense, training

if TYPE_CHECKING:
    from pyadapter.core.causes.diagnosis import Diagnosis
    from pyadapter.core.finding import Kind

RNG = np.random.default_rng(0)
FIRST = "sequential/dense"


def about(setup: Setup, cause: str) -> Diagnosis | None:
    return next((each for each in check(setup) if each.cause.id == cause), None)


def severity(setup: Setup, cause: str) -> str | None:
    found = about(setup, cause)
    return None if found is None else found.severity


def kernel(rows: int, units: int, size: float | None = None, **more: Any) -> WeightFacts:
    """Describe a kernel as Keras draws it, or of another size."""
    size = (2.0 / (rows + units)) ** 0.5 if size is None else size
    known: dict[str, Any] = {"minimum": -2 * size, "maximum": 2 * size, "mean": 0.0, "deviation": size}
    return WeightFacts("kernel", (rows, units), initializer="GlorotUniform", **{**known, **more})


def bias(units: int, value: float = 0.0, initializer: str = "Zeros") -> WeightFacts:
    return WeightFacts(
        "bias",
        (units,),
        initializer=initializer,
        minimum=value,
        maximum=value,
        mean=value,
        deviation=0.0,
    )


def chain(*units: int, activation: str = "relu", inputs: int = 8, size: float | None = None) -> Setup:
    """Describe a chain of dense layers, the last one without activation."""
    layers: list[LayerFacts] = []
    for position, count in enumerate(units):
        last = position == len(units) - 1
        layers.append(
            dense(
                count,
                "linear" if last else activation,
                inputs,
                position=position,
                weights=(kernel(inputs, count, size), bias(count)),
                location=HEAD if last else HIDDEN,
            )
        )
        inputs = count
    labels = RNG.normal(size=(100, 1))
    setup = training("mean_squared_error", "linear", units[-1], labels, metrics=())
    outputs = (OutputFacts(0, "linear", len(units) - 1, 0, (32, units[-1])),)
    return replace(setup, layers=tuple(layers), outputs=outputs)


def put(setup: Setup, place: int, **more: Any) -> Setup:
    layers = list(setup.layers)
    layers[place] = replace(layers[place], **more)
    return replace(setup, layers=tuple(layers))


def fed(values: Any, setup: Setup | None = None, **more: Any) -> Setup:
    """Describe a training whose first layer multiplies these features as they are."""
    facts = column(values, "x", **{"multiplied": FIRST, **more})
    return replace(setup or chain(16, 1), features=(facts,))


def taught(name: str, rate: float, setup: Setup | None = None, **more: Any) -> Setup:
    """Describe a training with an optimizer."""
    optimizer = OptimizerFacts(name, rate, rate_given=True, location=COMPILE)
    return replace(setup or chain(64, 64, 1), optimizer=replace(optimizer, **more))


def put_fit(setup: Setup, **more: Any) -> Setup:
    """Change the call of `fit`."""
    assert setup.fit is not None
    return replace(setup, fit=replace(setup.fit, **more))


def test_a_usual_training_is_left_alone() -> None:
    assert [each for each in check(chain(64, 64, 1)) if each.severity != "silent"] == []


@pytest.mark.parametrize(
    ("values", "fix"),
    [
        (RNG.integers(0, 256, (64, 784)).astype("float32"), 'x = x.astype("float32") / 255.0'),
        (RNG.integers(0, 256, (16, 8, 8, 1)), 'x = x.astype("float32") / 255.0'),
        (RNG.normal(1500, 300, (64, 3)), "x = (x - x.mean(axis=0)) / (x.std(axis=0) + 1e-7)"),
        # One column of six stands out.
        (
            RNG.normal(size=(64, 6)) * [1, 1, 1, 1, 1, 150],
            "x = (x - x.mean(axis=0)) / (x.std(axis=0) + 1e-7)",
        ),
    ],
)
def test_inputs_that_are_not_scaled(values: Any, fix: str) -> None:
    found = about(fed(values), "unscaled-input")
    assert found is not None
    assert (found.severity, found.kind, found.cause.fix, found.cause.location) == (
        "finding",
        "input-range",
        fix,
        DATA,
    )


@pytest.mark.parametrize(
    ("values", "more"),
    [
        (RNG.integers(0, 256, (64, 784)), {"multiplied": None}),  # scaled on its way, or looked up
        (RNG.random((64, 784)), {}),
        (RNG.normal(size=(64, 5)) * 5, {}),
        (np.linspace(-10, 10, 50)[:, None], {}),
    ],
)
def test_inputs_that_are_scaled_or_small(values: Any, more: dict[str, Any]) -> None:
    assert severity(fed(values, **more), "unscaled-input") in {None, "silent"}


def test_descent_that_diverges_for_unscaled_inputs_is_due_to_them() -> None:
    values = RNG.uniform(0, 25, (64, 4))
    found = [each.cause for each in check(taught("SGD", 0.01, fed(values))) if "nan" in each.explains]
    assert (found[0].id, found[0].confidence) == ("unscaled-input", "likely")
    gentle = about(taught("Adam", 0.001, fed(values)), "unscaled-input")
    assert gentle is not None
    assert gentle.cause.confidence == "possible"


def test_rows_that_do_not_differ_where_labels_do() -> None:
    setup = fed(np.ones((64, 4)), alike=True)
    found = about(setup, "constant-input")
    assert found is not None
    assert (found.cause.confidence, found.cause.location) == ("certain", DATA)
    assert about(replace(setup, labels=(column(np.ones(64), alike=True),)), "constant-input") is None


def test_a_network_without_activations_is_a_line() -> None:
    setup = chain(32, 32, 1, activation="linear")
    found = about(setup, "linear-stack")
    assert found is not None
    assert (found.severity, found.cause.location, found.cause.fix) == (
        "finding",
        HIDDEN,
        'Dense(32, activation="relu")',
    )
    # What is a line needs no more than one.
    assert severity(replace(setup, straight=0.97), "linear-stack") == "hint"
    assert severity(replace(setup, straight=0.2), "linear-stack") == "finding"


@pytest.mark.parametrize(
    "setup",
    [
        chain(4, 100, activation="linear", inputs=100),  # an autoencoder: its middle is narrow
        chain(64, 64, 1),
        put(chain(64, 64, 1, activation="linear"), 1, through=("Relu",), activation="relu"),
        put(chain(64, 1, activation="linear"), 0, own=True),
    ],
)
def test_linear_layers_that_are_meant(setup: Setup) -> None:
    assert severity(setup, "linear-stack") in {None, "silent"}


def test_one_layer_without_activation_among_others_is_a_hint() -> None:
    assert severity(put(chain(64, 64, 1), 0, activation="linear"), "linear-stack") == "hint"


def test_an_activation_may_be_a_layer_of_its_own() -> None:
    first, last = chain(32, 1, activation="linear").layers
    for kind, name in (("LeakyReLU", "leaky_relu"), ("Activation", "relu"), ("PReLU", "prelu")):
        between = LayerFacts("activation", "sequential/activation", kind, inputs=(0,), activation=name)
        setup = replace(chain(32, 1), layers=(first, between, replace(last, inputs=(1,))), outputs=())
        assert severity(setup, "linear-stack") is None


@pytest.mark.parametrize(
    ("count", "activation", "expected"),
    [(9, "sigmoid", "finding"), (3, "sigmoid", "silent"), (8, "tanh", "silent"), (9, "relu", None)],
)
def test_deep_stacks_of_sigmoids(count: int, activation: str, expected: str | None) -> None:
    setup = chain(*[16] * count, 1, activation=activation, inputs=16)
    assert severity(setup, "saturating-stack") == expected


def test_a_long_recurrence_of_sigmoids() -> None:
    layer = LayerFacts("rnn", "rnn", "SimpleRNN", activation="sigmoid", units=12, input_shape=(None, 50, 1))
    assert severity(replace(chain(1), layers=(layer,)), "saturating-stack") == "finding"
    healthy: tuple[dict[str, Any], ...] = (
        {"activation": "tanh"},
        {"input_shape": (None, 4, 1)},
        {"kind": "LSTM"},
    )
    for more in healthy:
        changed = replace(layer, **more)
        assert severity(replace(chain(1), layers=(changed,)), "saturating-stack") is None


def test_kernels_that_begin_all_alike() -> None:
    same = {"minimum": 0.0, "maximum": 0.0, "mean": 0.0, "deviation": 0.0}
    setup = put(chain(32, 1), 0, weights=(kernel(8, 32, 1.0, **same), bias(32)))
    found = about(setup, "weight-init")
    assert found is not None
    assert (found.cause.confidence, found.cause.location) == ("certain", HIDDEN)
    # A last layer may begin at zero, and one that is added to another path, too.
    assert about(put(chain(32, 1), 1, weights=(kernel(32, 1, 1.0, **same),)), "weight-init") is None
    added = LayerFacts("add", "add", "Add", inputs=(0, 1))
    beside = replace(setup, layers=(*setup.layers[:1], setup.layers[1], added), sequence=False)
    assert about(put(beside, 1, inputs=()), "weight-init") is None


def test_kernels_that_begin_too_large_or_too_small() -> None:
    large = about(chain(64, 1, inputs=784, size=1.0), "weight-init")
    assert large is not None
    assert large.cause.message.startswith(
        "Weights of `Dense(64)` begin at ±1: a sum over its 784 inputs is ±28"
    )
    assert about(chain(64, 1, inputs=50, size=0.05), "weight-init") is None
    small = about(chain(*[32] * 8, 1, size=0.01), "weight-init")
    assert small is not None
    assert small.kind == "gradient-vanishing"
    normalized = LayerFacts("bn", "sequential/bn", "BatchNormalization", inputs=(0,))
    first, last = chain(64, 1, inputs=784, size=1.0).layers
    healthy = replace(chain(64, 1), layers=(first, normalized, replace(last, inputs=(1,))))
    assert about(healthy, "weight-init") is None


def test_a_relu_that_is_dead_from_the_start() -> None:
    setup = put(chain(32, 1), 0, weights=(kernel(8, 32), bias(32, -20.0, "Constant")))
    assert severity(setup, "dead-relu") == "finding"
    assert severity(chain(32, 1), "dead-relu") == "silent"
    assert about(chain(32, 1, activation="tanh"), "dead-relu") is None


@pytest.mark.parametrize(
    ("rate", "place", "expected"),
    [
        (0.9, 1, "finding"),
        (0.7, 1, "hint"),
        (0.6, 1, None),
        (0.5, 1, None),
        (0.9, 0, "hint"),
        (0.2, 2, "finding"),
    ],
)
def test_dropout(rate: float, place: int, expected: str | None) -> None:
    layers = list(chain(32, 1).layers)
    layers.insert(place, LayerFacts("dropout", "sequential/dropout", "Dropout", rate=rate, location=HIDDEN))
    layers = [replace(each, inputs=(at - 1,) if at else ()) for at, each in enumerate(layers)]
    setup = replace(chain(32, 1), layers=tuple(layers), outputs=())
    assert severity(setup, "dropout-high") == expected


def test_a_model_without_anything_to_train() -> None:
    setup = chain(16, 1)
    for place in (0, 1):
        frozen = tuple(replace(each, trainable=False) for each in setup.layers[place].weights)
        setup = put(setup, place, weights=frozen)
        expected = "finding" if place else None
        assert severity(setup, "frozen-variables") == expected


@pytest.mark.parametrize(
    ("setup", "expected"),
    [
        (taught("Adam", 1.0), "finding"),
        (taught("Adam", 0.2), "finding"),
        (taught("Adam", 0.02), "silent"),
        (taught("Adam", 0.001), None),
        (taught("Adam", 1.0, schedule=True), "silent"),
        (taught("Adam", 0.1, chain(8, 1, inputs=2)), "silent"),  # exclusive or
        (taught("Adam", 0.1, chain(1, inputs=1)), "silent"),  # a line
        (taught("SGD", 10.0), "finding"),
        (taught("SGD", 1.0), "finding"),
        (taught("SGD", 3.0, chain(30, 5, inputs=196, activation="sigmoid")), "silent"),
        (taught("SGD", 1.0, chain(8, 1, inputs=2)), "silent"),
        (taught("SGD", 0.1, momentum=0.9), "silent"),
        (taught("SGD", 0.01, momentum=0.9), None),
        (taught("SGD", -0.01), "finding"),
        (taught("Adadelta", 1.0), None),
    ],
)
def test_high_learning_rates(setup: Setup, expected: str | None) -> None:
    assert severity(setup, "learning-rate-high") == expected


@pytest.mark.parametrize(
    ("setup", "cause", "expected"),
    [
        (taught("Adam", 1e-8), "learning-rate-low", "finding"),
        (taught("Adam", 0.0), "learning-rate-low", "finding"),
        (taught("Adam", 0.0, schedule=True), "learning-rate-low", None),
        (
            taught("Adam", 1e-8, put(chain(64, 1), 0, weights=(kernel(8, 64), bias(64, 0.3)))),
            "learning-rate-low",
            None,
        ),
        (taught("Adam", 1e-4), "learning-rate-low", None),
        (taught("Adam", 1e-5, put(chain(64, 1), 0, name="first")), "learning-rate-low", "silent"),
        (taught("SGD", 1e-8, fed(RNG.normal(size=(64, 8)))), "learning-rate-low", "finding"),
        (taught("SGD", 1e-7, fed(RNG.normal(5000, 100, (64, 8)))), "learning-rate-low", "silent"),
        (taught("Adadelta", 0.001, rate_given=False), "learning-rate-default", "silent"),
        (
            taught("Adadelta", 0.001, put_fit(chain(64, 64, 1), epochs=50), rate_given=False),
            "learning-rate-default",
            "finding",
        ),
        (taught("Adam", 1e-5), "learning-rate-low", "silent"),
    ],
)
def test_low_learning_rates(setup: Setup, cause: str, expected: str | None) -> None:
    assert severity(setup, cause) == expected


def test_the_default_rate_for_a_pretrained_transformer() -> None:
    queries = tuple(
        LayerFacts(
            "query", f"model/attention_{at}/query", "EinsumDense", weights=(kernel(64, 64), bias(64, 0.2))
        )
        for at in range(6)
    )
    setup = replace(taught("Adam", 0.001, rate_given=False), layers=queries, sequence=False, outputs=())
    assert severity(setup, "learning-rate-default") == "finding"
    named = by_name("Adam", 0.001, setup)
    assert [each.severity for each in check(named) if each.cause.id == "learning-rate-default"] == ["finding"]
    assert severity(taught("Adam", 2e-5, setup), "learning-rate-default") is None


def by_name(name: str, rate: float, setup: Setup | None = None, **more: Any) -> Setup:
    """Describe a training whose optimizer is a string, or not given at all."""
    return taught(name, rate, setup, **{"by_name": True, "rate_given": False, **more})


@pytest.mark.parametrize(
    ("setup", "message", "fix"),
    [
        (
            by_name("Adam", 0.0010000000474974513),
            "`compile` gives no learning rate: Adam silently takes Keras's default of 0.001.",
            "optimizer=keras.optimizers.Adam(learning_rate=0.001)",
        ),
        (
            by_name("SGD", 0.009999999776482582),
            "`compile` gives no learning rate: SGD silently takes Keras's default of 0.01.",
            "optimizer=keras.optimizers.SGD(learning_rate=0.01)",
        ),
        (
            by_name("Adadelta", 0.001),  # too few updates to be a finding
            "`compile` gives no learning rate: Adadelta silently takes Keras's default of 0.001.",
            "optimizer=keras.optimizers.Adadelta(learning_rate=0.001)",
        ),
    ],
)
def test_the_default_rate_of_an_optimizer_given_by_name_is_a_hint(
    setup: Setup, message: str, fix: str
) -> None:
    (hint,) = (each for each in check(setup) if each.severity == "hint")
    cause = hint.cause
    assert (cause.id, cause.message, cause.fix) == ("learning-rate-default", message, fix)
    assert (cause.location, cause.confidence) == (COMPILE, "possible")
    ast.parse(fix)


@pytest.mark.parametrize(
    "setup",
    [
        by_name("Adam", 0.0001),  # set after compile
        by_name("Adam", 0.001, schedule=True),  # a callback says which
        by_name("Mine", 0.001),
        taught("Adam", 0.001),
        taught("Adam", 0.001, rate_given=False),  # an instance: somebody has looked at its options
        taught("SGD", 0.01, rate_given=False),
    ],
)
def test_a_rate_that_somebody_has_thought_of_is_no_hint(setup: Setup) -> None:
    assert [each for each in check(setup) if each.severity != "silent"] == []


@pytest.mark.parametrize("name", ["Adam", "SGD"])
@pytest.mark.parametrize("kind", kinds.ALL)
def test_a_default_rate_that_is_a_hint_changes_no_ranking(name: str, kind: Kind) -> None:
    course = Course(steps=200, losses=(0.69,) * 10, largest_ratio=8.0)
    named = replace(by_name(name, usual(name)), course=course)
    assert named.optimizer is not None
    unnamed = replace(named, optimizer=replace(named.optimizer, by_name=False))

    assert diagnose(Facts(kind, "epoch", setup=named)) == diagnose(Facts(kind, "epoch", setup=unnamed))


SORTED = np.repeat([0, 1, 2], 50)


@pytest.mark.parametrize(
    ("fit", "runs", "expected"),
    [
        (FitFacts(validation_split=0.2, held_out=(2.0,), batch_size=10, location=FIT), 3, "finding"),
        (FitFacts(validation_split=0.2, held_out=(0.0, 1.0, 2.0), batch_size=10), 90, None),
        (FitFacts(batch_size=10), 3, None),
        (FitFacts(batch_size=10, shuffle=False), 3, "finding"),
        (FitFacts(batch_size=150, shuffle=False), 3, None),
    ],
)
def test_classes_in_order(fit: FitFacts, runs: int, expected: str | None) -> None:
    setup = training("sparse_categorical_crossentropy", "softmax", 3, SORTED, fit=fit)
    setup = replace(setup, labels=(column(SORTED, runs=runs),))
    assert severity(setup, "sorted-split") == expected


def test_nan_in_rows_that_come_later() -> None:
    values = RNG.normal(size=(64, 4))
    values[60, 2] = np.nan
    found = about(fed(values), "nan-in-data")
    assert found is not None
    assert found.cause.message == "x holds 1 NaN among its 256 values, in column 2."
    assert about(fed(values, multiplied=None), "nan-in-data") is None


def test_rare_classes_are_a_hint() -> None:
    labels = np.array([0] * 980 + [1] * 20)
    setup = training(labels=labels)
    assert severity(setup, "class-imbalance") == "hint"
    assert setup.fit is not None
    assert about(replace(setup, fit=replace(setup.fit, weighted=True)), "class-imbalance") is None


def test_titles_fit() -> None:
    for setup in (
        fed(RNG.integers(0, 256, (64, 784))),
        taught("SGD", 10.0),
        chain(*[16] * 9, 1, activation="sigmoid"),
    ):
        assert all(len(each.title) <= 40 for each in check(setup))
