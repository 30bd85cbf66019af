"""Trainings, models and classes that a source spells out."""

from __future__ import annotations

import pathlib
import random

import pytest

from pyadapter.core.source.analysis import Analysis, analyse

HEAD = "import keras\nfrom keras import layers\n"
ROOT = pathlib.Path(__file__).parents[2] / "score"


def _read(text: str) -> Analysis:
    return analyse(HEAD + text)


def _units(text: str, place: int = 0) -> list[int | None]:
    return [layer.facts.units for layer in _read(text).networks[place].layers]


def test_a_sequential_of_a_list_and_of_add() -> None:
    network = _read("m = keras.Sequential([layers.Dense(3)])\nm.add(layers.Dense(2))\n").networks[0]

    assert [layer.facts.units for layer in network.layers] == [3, 2]
    assert (network.whole, network.ends) == (True, (1,))


@pytest.mark.parametrize(
    "adding",
    [
        "if wide:\n    m.add(layers.Dense(1))\n",
        "for _ in range(3):\n    m.add(layers.Dense(1))\n",
        "m.add(load())\n",
        "m.pop()\n",
        "def close(model):\n    model.add(layers.Dense(1))\nclose(m)\n",
    ],
)
def test_what_may_be_added_leaves_the_end_of_a_model_open(adding: str) -> None:
    network = _read("m = keras.Sequential([layers.Dense(3)])\n" + adding).networks[0]

    assert (network.whole, network.ends) == (False, (None,))


def test_the_end_of_a_model_is_known_behind_a_loop() -> None:
    text = "m = keras.Sequential()\nfor n in sizes:\n    m.add(layers.Dense(n))\nm.add(layers.Dense(2))\n"
    network = _read(text).networks[0]

    assert not network.whole
    assert network.layers[network.ends[0] or 0].facts.units == 2


def test_two_models_of_one_name_keep_their_layers() -> None:
    text = "m = keras.Sequential()\nm.add(layers.Dense(1))\nm = keras.Sequential()\nm.add(layers.Dense(2))\n"

    assert (_units(text, 0), _units(text, 1)) == ([1], [2])


def test_a_functional_model_has_the_inputs_that_it_is_given() -> None:
    text = (
        "a = keras.Input((3,))\nb = keras.Input((4,))\n"
        "first = keras.Model(a, layers.Dense(1)(a))\nsecond = keras.Model(b, layers.Dense(2)(b))\n"
    )
    first, second = _read(text).networks

    assert [each.facts.output_shape for each in first.inputs] == [(None, 3)]
    assert [each.facts.output_shape for each in second.inputs] == [(None, 4)]


IN_A_FUNCTION = """\
def build():
    m = keras.Sequential([layers.Dense(1)])
    m.compile("adam", "mse")
    return m
model = build()
model.fit(x, y)
"""
IN_A_CLASS = """\
class Trainer:
    def __init__(self):
        self.model = keras.Sequential([layers.Dense(1)])
        self.model.compile("adam", "mse")
    def train(self):
        self.model.fit(x, y)
"""
IN_A_SCOPE = """\
with strategy.scope():
    m = keras.Sequential([layers.Dense(1)])
    m.compile("adam", "mse")
m.fit(x, y)
"""


@pytest.mark.parametrize("text", [IN_A_FUNCTION, IN_A_CLASS, IN_A_SCOPE])
def test_a_fit_finds_its_model_and_its_compile(text: str) -> None:
    (training,) = _read(text).trainings

    assert training.compile is not None
    assert training.fit is not None
    assert training.network is not None
    assert [loss.name for loss in training.setup.losses] == ["mean_squared_error"]
    assert not training.setup.measured


def test_a_fit_behind_compiles_in_branches_has_none() -> None:
    text = (
        "m = keras.Sequential([layers.Dense(1)])\nif a:\n    m.compile('adam', 'mse')\n"
        "else:\n    m.compile('sgd', 'mae')\nm.fit(x, y)\n"
    )

    assert [each.compile for each in _read(text).trainings if each.fit is not None] == [None]


@pytest.mark.parametrize(
    "text",
    [
        "import re\npattern = re.compile('a')\n",
        "from sklearn.svm import SVC\nmodel = SVC()\nmodel.fit(x, y)\n",
        "generator = keras.preprocessing.image.ImageDataGenerator()\ngenerator.fit(x)\n",
        "class Net(keras.Model):\n    def compile(self, **options):\n        super().compile(**options)\n",
        "class Scaler:\n    def fit(self, x):\n        pass\nScaler().fit(x)\n",
        "query.compile()\n",
    ],
)
def test_what_is_no_training_of_keras(text: str) -> None:
    assert _read(text).trainings == ()


def test_a_compile_of_its_own_says_nothing_of_losses_and_optimizer() -> None:
    text = (
        "class Net(keras.Model):\n    def compile(self, optimizer, critic):\n        super().compile()\n"
        "net = Net()\nnet.compile('adam', 'adam')\n"
    )
    (training,) = _read(text).trainings

    assert (training.setup.losses, training.setup.optimizer) == ((), None)


def test_an_optimizer_that_gets_another_rate_later_is_left_alone() -> None:
    text = "m = keras.Sequential([layers.Dense(1)])\nm.compile('adam', 'mse')\n"

    assert _read(text).trainings[0].setup.optimizer is not None
    assert _read(text + "m.optimizer.learning_rate = 1e-4\n").trainings[0].setup.optimizer is None


def test_callbacks_in_a_list_that_has_a_name() -> None:
    text = "stop = keras.callbacks.EarlyStopping()\nhooks = [stop]\nmodel.fit(x, callbacks=hooks)\n"
    fit = _read(text).trainings[0].setup.fit

    assert fit is not None
    assert fit.callbacks == ("EarlyStopping",)


@pytest.mark.parametrize(
    ("bases", "base"),
    [
        ("layers.Layer", "layer"),
        ("keras.layers.Dense", "layer"),
        ("keras.Model", "model"),
        ("keras.Sequential", "model"),
        ("keras.losses.Loss", "loss"),
        ("keras.metrics.Mean", "metric"),
        ("keras.callbacks.Callback", "callback"),
        ("keras.optimizers.SGD", "optimizer"),
        ("Mixin, keras.layers.Layer", "layer"),
    ],
)
def test_classes_that_derive_from_keras_also_through_another(bases: str, base: str) -> None:
    found = _read(
        f"class A({bases}):\n    pass\nclass B(A):\n    def call(self, x):\n        return x\n"
    ).classes

    assert [(each.node.name, each.base) for each in found] == [("A", base), ("B", base)]
    assert set(found[1].methods) == {"call"}


@pytest.mark.parametrize(
    "bases", ["object", "A", "unknown.Layer", "keras.optimizers.schedules.LearningRateSchedule"]
)
def test_classes_that_do_not(bases: str) -> None:
    assert _read(f"class A({bases}):\n    pass\n").classes == ()


@pytest.mark.parametrize("folder", ["faulty", "healthy"])
def test_no_beginning_of_a_script_is_too_much(folder: str) -> None:
    chance = random.Random(7)
    for path in sorted((ROOT / folder).glob("*.py")):
        text = path.read_text(encoding="utf-8")
        analyse(text[: chance.randrange(len(text))])


def test_chains_of_sums_do_not_grow_without_end() -> None:
    text = "x = keras.Input((3,))\n" + "x = x + x\n" * 200 + "m = keras.Model(x, x)\n"

    assert _read(text).networks[0].layers == ()


def test_a_size_that_only_a_run_can_tell_is_none() -> None:
    first = "keras.Input((8, 8, 1)), layers.Conv2D(4, (3, n), kernel_initializer='zeros')"
    text = f"m = keras.Sequential([{first}])\n"
    (layer,) = _read(text + "m.compile('adam', 'mse')\n").networks[0].layers

    assert [each.shape for each in layer.facts.weights] == [(3, None, 1, 4)]
