"""`keras-debug overfit`, `check-data` and `baselines` on scripts as users write them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pyadapter.__main__ import main

if TYPE_CHECKING:
    from tests.harness.starter import Ended, Starter

SAMPLES = Path(__file__).resolve().parents[2] / "samples"

DATA = """
import sys
import numpy as np, tensorflow as tf, keras
from keras import layers
rng = np.random.default_rng(0)
x = rng.normal(size=(200, 8)).astype("float32")
y = (x[:, 0] + x[:, 1] > 0).astype("int64")
def dense(units, activation=None):
    return keras.Sequential([keras.Input((8,)), layers.Dense(32, activation="relu"),
                             layers.Dropout(0.3), layers.Dense(units, activation=activation)])
"""

CALLBACK = """
class Loud(keras.callbacks.Callback):
    def on_train_begin(self, logs=None):
        open("written.txt", "w").write("written")
"""

LEARNS = f"""{DATA}{CALLBACK}
model = dense(2, "softmax")
model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"])
data = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(200).batch(32)
model.fit(data, epochs=int(sys.argv[1]), callbacks=[Loud()])
print("the rest of the script")
"""

ASCENDS = f"""{DATA}
class Uphill(keras.Model):
    def __init__(self):
        super().__init__()
        self.inner = dense(1)
    def call(self, inputs):
        return self.inner(inputs)
    def train_step(self, data):
        inputs, labels = data
        with tf.GradientTape() as tape:
            loss = self.compute_loss(inputs, labels, self(inputs, training=True))
        for weight, slope in zip(self.trainable_variables, tape.gradient(loss, self.trainable_variables)):
            weight.assign_add(0.05 * slope)
        return {{"loss": loss}}
model = Uphill()
model.compile("sgd", "mse")
model.fit(x, y[:, None].astype("float32"))
"""

LOOP = f"""{DATA}
model, optimizer = dense(1), keras.optimizers.Adam()
@tf.function
def step():
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(model(x) ** 2)
    optimizer.apply_gradients(zip(tape.gradient(loss, model.weights), model.weights))
for _ in range(3):
    step()  # the loop
"""

ONE_UNIT = f"""{DATA}
model = dense(1, "softmax")  # one unit
model.compile("adam", "binary_crossentropy")
model.fit({{"features": x}}["features"], y, class_weight={{0: 1.0, 1: 2.0}})
"""

GENERATOR = f"""{DATA}
def batches():
    for start in range(0, 200, 20):
        yield x[start:start + 20], y[start:start + 20]
first = dense(1, "sigmoid")
first.compile("adam", "binary_crossentropy")
first.fit(x, y, verbose=0)
model = dense(1, "sigmoid")
model.compile(keras.optimizers.SGD(1e-9), "binary_crossentropy", metrics=["accuracy"])
model.fit(batches(), steps_per_epoch=10, epochs=1, verbose=0)
"""


def tried(starter: Starter, directory: Path, command: str, text: str, *arguments: str) -> Ended:
    (directory / "train.py").write_text(text, encoding="utf-8")
    return starter.command(directory, command, "--json", *arguments)


@pytest.mark.tensorflow
def test_a_model_learns_a_batch_by_heart_and_the_script_goes_no_further(
    starter: Starter, tmp_path: Path
) -> None:
    done = tried(starter, tmp_path, "overfit", LEARNS, "train.py", "3")

    assert (done.code, done.report["verdict"]) == (0, "fits")
    assert (done.report["rows"], done.report["batchRows"]) == (16, 32)
    assert done.report["losses"][0] > 3 * done.report["losses"][-1]
    assert done.report["location"]["line"] == 1 + LEARNS[: LEARNS.index("model.fit")].count("\n")
    assert "✓ The model fits the batch" in done.output
    assert "Not called: Loud." in done.output
    assert "the rest of the script" not in done.output
    assert not (tmp_path / "written.txt").exists()


@pytest.mark.tensorflow
def test_a_step_of_the_users_own_is_trained_as_it_is(starter: Starter, tmp_path: Path) -> None:
    done = tried(starter, tmp_path, "overfit", ASCENDS, "--steps", "400", "train.py")

    assert (done.code, done.report["verdict"]) == (3, "explodes")
    assert "Check signs" in done.output


@pytest.mark.tensorflow
def test_an_error_of_the_first_step_is_the_scripts_own(starter: Starter, tmp_path: Path) -> None:
    done = starter.command(tmp_path, "overfit", "--json", str(SAMPLES / "labels-in-inputs" / "train.py"))

    assert (done.code, done.report) == (1, {})
    assert "No gradients provided for any variable" in done.output
    assert "`keras-debug run` names the line" in done.output
    assert "pyadapter" not in done.output


@pytest.mark.tensorflow
def test_data_without_a_batch_cannot_be_overfitted(starter: Starter, tmp_path: Path) -> None:
    script = f"{DATA}model = dense(1)\nmodel.compile('sgd', 'mse')\nmodel.fit(x[:0], y[:0])\n"
    done = tried(starter, tmp_path, "overfit", script, "train.py")

    assert (done.code, done.report["verdict"]) == (2, "no-data")
    assert "not one batch comes out of it" in done.output


@pytest.mark.tensorflow
def test_a_loop_of_the_users_is_told_what_to_do_at_its_first_update(starter: Starter, tmp_path: Path) -> None:
    done = tried(starter, tmp_path, "overfit", LOOP, "train.py")

    line = 1 + LOOP[: LOOP.index("step()  # the loop")].count("\n")
    assert (done.code, done.report["verdict"]) == (2, "no-fit")
    assert f"train.py:{line} trains in a loop of its own" in done.output


@pytest.mark.tensorflow
def test_labels_in_the_inputs_are_found_where_keras_sees_them(starter: Starter, tmp_path: Path) -> None:
    script = str(SAMPLES / "labels-in-inputs" / "train.py")
    done = starter.command(tmp_path, "check-data", "--json", "--batches", "2", script)

    assert done.code == 3
    assert [problem["id"] for problem in done.report["problems"]] == ["labels-in-inputs"]
    assert [column["name"] for column in done.report["columns"]] == ["x['tokens']", "x['labels']"]
    assert (done.report["batches"], done.report["rows"]) == (2, 64)
    assert "(x: {'tokens', 'labels'})" in " ".join(done.output.split())


@pytest.mark.tensorflow
def test_labels_are_compared_with_the_models_output_and_loss(starter: Starter, tmp_path: Path) -> None:
    done = tried(starter, tmp_path, "check-data", ONE_UNIT, "train.py")

    (wrong,) = [problem for problem in done.report["problems"] if problem["wrong"]]
    assert done.code == 3
    assert "softmax" in wrong["message"]
    assert wrong["location"]["file"].endswith("train.py")
    assert wrong["location"]["line"] == 1 + ONE_UNIT[: ONE_UNIT.index("return keras")].count("\n") + 1
    features, labels, weights = done.report["columns"]
    assert features["shape"] == "32×8"
    assert sum(bar["count"] for bar in labels["bars"]) == done.report["rows"] == 200
    assert (weights["role"], weights["minimum"], weights["maximum"]) == ("sampleWeight", 1, 2)


@pytest.mark.tensorflow
def test_a_network_that_has_learned_nothing_is_compared_after_its_own_training(
    starter: Starter, tmp_path: Path
) -> None:
    done = tried(starter, tmp_path, "baselines", GENERATOR, "--fit", "2", "train.py")

    assert done.code == 3
    assert done.report["verdict"] in {"no-better-than-constant", "worse-than-constant"}
    assert done.report["rows"] == {"training": 160, "held out": 40}
    scores = {score["name"]: score for score in done.report["scores"]["held out"]}
    assert scores["a linear model"]["accuracy"] > 0.9
    assert list(scores)[-1] == "your network"
    assert "than always answering" in done.output


@pytest.mark.parametrize("command", ["overfit", "check-data", "baselines"])
def test_a_script_without_training_is_told_so(
    command: str, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", [])
    monkeypatch.setattr("sys.path", list(sys.path))
    script = tmp_path / "train.py"
    script.write_text("print('ran')", encoding="utf-8")

    assert main([command, str(script)]) == 2
    assert "without a call of fit or train_on_batch" in " ".join(capfd.readouterr().err.split())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("overfit", "missing.py"), "There is no script missing.py"),
        (("overfit", "--steps", "0", "train.py"), "'0' is not a whole number of 1 or more"),
        (("check-data", "."), "is a folder; give the training script"),
        (("baselines", "--json", "no/such/folder/report.json", __file__), "cannot be written"),
        (("check-data",), "required: SCRIPT"),
        ((), "overfit train on one batch"),
        (("train.py",), "`keras-debug run train.py` watches its training"),
        (("test-layer", "."), "is a folder; give the training script"),
        (("test-layer", "--dtype", "real", __file__), "'real' is no dtype of inputs"),
        (("test-layer", "--json", "no/such/folder/report.json", __file__), "cannot be written"),
        (("compare", "--json", "no/such/folder/report.json", "a", "b"), "cannot be written"),
        (("compare", ".", "b"), "it is a folder"),
        (("run", "--execution", "plain", "--record", "r", "--html", "r", __file__), "--html could tell of"),
        (("run", "--execution", "replay", "--record", "r", __file__), "--record needs every step"),
        (("run", "--replay-memory", "64", __file__), "--replay-memory needs --execution replay"),
    ],
)
def test_a_command_line_that_cannot_work_says_why(
    arguments: tuple[str, ...], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        code = main(arguments)
    except SystemExit as exit_:
        code = int(str(exit_.code))
    assert code == 2
    assert message in " ".join(capsys.readouterr().err.split())
