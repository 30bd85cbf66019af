"""Hand-written loops: what the tape does not record, NumPy on the way to the loss, and the training mode."""

from __future__ import annotations

import pytest

from pyadapter.core.source.code_rules import forward_outside_tape, numpy_under_tape, training_mode
from tests.core.source.code_rules.said import lines, said

_END = "gradients = tape.gradient(loss, model.trainable_variables)\n"


def _loop(before: str, under: str, after: str = "") -> str:
    """Return a step of a loop; each part is one or more lines."""
    body = "".join(f"    {line}\n" for line in under.split("\n"))
    rest = f"{after}\n" if after else ""
    head = f"loss_fn = keras.losses.MeanSquaredError()\n{before}\nwith tf.GradientTape() as tape:\n"
    return f"{head}{body}{rest}{_END}"


def test_an_output_that_is_made_an_array_at_once_is_lost() -> None:
    text = _loop("", "loss = loss_fn(y, model(x, training=True).numpy())")
    assert lines(numpy_under_tape.check, text) == ["loss = loss_fn(y, model(x, training=True).numpy())"]


class TestForwardPass:
    def test_before_the_tape(self) -> None:
        text = _loop("y_pred = model(x, training=True)", "loss = loss_fn(y, y_pred)")
        assert lines(forward_outside_tape.check, text) == ["y_pred = model(x, training=True)"]

    def test_a_loss_by_any_name(self) -> None:
        before = "mse = keras.losses.MeanSquaredError()\ny_pred = model(x)"
        assert len(said(forward_outside_tape.check, _loop(before, "loss = mse(y, y_pred)"))) == 1

    def test_before_the_tape_of_train_step(self) -> None:
        text = """
        class Own(keras.Model):
            def train_step(self, data):
                x, y = data
                y_pred = self(x, training=True)
                with tf.GradientTape() as tape:
                    loss = self.compute_loss(y=y, y_pred=y_pred)
                gradients = tape.gradient(loss, self.trainable_variables)
                self.optimizer.apply_gradients(zip(gradients, self.trainable_variables))
                return {"loss": loss}
        """
        assert lines(forward_outside_tape.check, text) == ["y_pred = self(x, training=True)"]

    def test_a_loss_after_the_tape(self) -> None:
        text = _loop("", "y_pred = model(x)", "loss = loss_fn(y, y_pred)")
        assert lines(forward_outside_tape.check, text) == ["loss = loss_fn(y, y_pred)"]

    def test_predict(self) -> None:
        text = _loop("", "y_pred = model.predict(x)\nloss = loss_fn(y, y_pred)")
        assert lines(forward_outside_tape.check, text) == ["y_pred = model.predict(x)"]

    @pytest.mark.parametrize(
        ("before", "under", "after"),
        [
            ("", "y_pred = model(x)\nloss = loss_fn(y, y_pred)", ""),
            ("", "loss = step(x, y)", ""),
            ("teacher = model(x)", "loss = loss_fn(teacher, model(x))", ""),
            ("y_pred = model(x)", "y_pred = model(x)\nloss = loss_fn(y, y_pred)", ""),
            ("y_pred = other(x)", "loss = loss_fn(y, y_pred)", ""),
            ("y_pred = model(x)", "y_pred = network(x)\nloss = loss_fn(y, y_pred)", ""),
            ("", "y_pred = model(x)\nloss = loss_fn(y, y_pred)", "shown = loss * 2"),
            ("", "loss = loss_fn(y, model(x))", "print(loss.numpy())"),
        ],
    )
    def test_healthy_loops(self, before: str, under: str, after: str) -> None:
        assert said(forward_outside_tape.check, _loop(before, under, after)) == []

    def test_a_gradient_of_the_input(self) -> None:
        text = """
        with tf.GradientTape() as tape:
            tape.watch(image)
            score = model(image)
        gradient = tape.gradient(score, image)
        """
        assert said(forward_outside_tape.check, text) == []

    def test_a_gradient_penalty(self) -> None:
        text = """
        class Gan(keras.Model):
            def train_step(self, real):
                fake = self.generator(noise)
                with tf.GradientTape() as tape:
                    loss = self.d_loss(self.discriminator(real), self.discriminator(fake))
                    loss += self.gradient_penalty(real, fake)
                gradients = tape.gradient(loss, self.discriminator.trainable_variables)
        """
        assert said(forward_outside_tape.check, text) == []

    def test_the_text_is_that_of_the_debugger(self) -> None:
        (found,) = said(forward_outside_tape.check, _loop("y_pred = model(x)", "loss = loss_fn(y, y_pred)"))
        assert found.cause.message == (
            "The forward pass on line 7 runs outside of the tape, which records none of it."
        )


class TestNumPy:
    @pytest.mark.parametrize(
        "statement",
        ["y_pred = np.clip(y_pred, 0, 1)", "y_pred = y_pred.numpy()", "y_pred = float(y_pred)"],
    )
    def test_on_the_way_to_the_loss(self, statement: str) -> None:
        text = _loop("", f"y_pred = model(x)\n{statement}\nloss = loss_fn(y, y_pred)")
        assert lines(numpy_under_tape.check, text) == [statement]

    @pytest.mark.parametrize(
        "under",
        [
            "y_pred = model(x)\nloss = loss_fn(np.asarray(y), y_pred)",
            "y_pred = model(x)\nadvantage = y - y_pred.numpy()\nloss = tf.reduce_mean(advantage * y_pred)",
            "y_pred = model(x)\nshown = y_pred.numpy()\nloss = loss_fn(y, y_pred)",
            "y_pred = model(x)\nloss = loss_fn(y, y_pred)\nprint(loss.numpy())",
            "y_pred = model(x)\nloss = loss_fn(y, y_pred) * np.float32(0.5)",
            "y_pred = model(x)\ny_pred = y_pred / np.sqrt(y_pred.shape[-1])\nloss = loss_fn(y, y_pred)",
            "y_pred = model(x)\nif show:\n    y_pred = y_pred.numpy()\nloss = loss_fn(y, y_pred)",
        ],
    )
    def test_healthy_loops(self, under: str) -> None:
        assert said(numpy_under_tape.check, _loop("", under)) == []

    def test_values_of_the_loss_after_the_tape(self) -> None:
        text = _loop("", "loss = loss_fn(y, model(x))", "total = loss.numpy() + float(loss)")
        assert said(numpy_under_tape.check, text) == []

    def test_in_a_loss(self) -> None:
        text = """
        def own(y_true, y_pred):
            return np.mean(np.abs(y_true - y_pred))

        model.compile("sgd", loss=own)
        model.fit(x, y)
        """
        assert lines(numpy_under_tape.check, text) == ["return np.mean(np.abs(y_true - y_pred))"]

    def test_in_call(self) -> None:
        text = """
        class Own(keras.layers.Layer):
            def call(self, x):
                mean = ops.mean(x)
                return x - mean.numpy()
        """
        assert lines(numpy_under_tape.check, text) == ["return x - mean.numpy()"]

    @pytest.mark.parametrize(
        "expression",
        [
            "x / np.sqrt(x.shape[-1])",
            "x * np.prod(self.size)",
            "ops.reshape(x, (-1, np.prod(x.shape[1:])))",
            "x * np.pi",
            "ops.cast(x, np.float32)",
            "x + ops.convert_to_tensor(np.arange(3))",
            "tf.numpy_function(lambda a: np.sort(a), [x], tf.float32)",
        ],
    )
    def test_constants_and_shapes_in_call(self, expression: str) -> None:
        text = f"""
        class Own(keras.layers.Layer):
            def call(self, x):
                return {expression}
        """
        assert said(numpy_under_tape.check, text) == []


_MODEL = "model = keras.Sequential([keras.layers.Dense(3), keras.layers.{layer}, keras.layers.Dense(1)])\n"


class TestMode:
    def test_a_loop_over_dropout(self) -> None:
        text = _MODEL.format(layer="Dropout(0.5)") + _loop("", "loss = loss_fn(y, model(x))")
        (found,) = said(training_mode.check, text)
        assert found.cause.message == (
            "`Dropout(0.5)` drops nothing in this step: the model is not called with training=True."
        )
        assert found.cause.fix == "model(x, training=True)"

    def test_a_loop_over_batch_normalization(self) -> None:
        text = _MODEL.format(layer="BatchNormalization()") + _loop("", "loss = loss_fn(y, model(x))")
        (found,) = said(training_mode.check, text)
        assert "uses its moving averages and never updates them" in found.cause.message

    @pytest.mark.parametrize("call", ["model(x, training=True)", "model(x, training=flag)", "model(x, True)"])
    def test_told(self, call: str) -> None:
        text = _MODEL.format(layer="Dropout(0.5)") + _loop("", f"loss = loss_fn(y, {call})")
        assert said(training_mode.check, text) == []

    def test_a_model_without_such_layers(self) -> None:
        text = _MODEL.format(layer="LayerNormalization()") + _loop("", "loss = loss_fn(y, model(x))")
        assert said(training_mode.check, text) == []

    def test_evaluation_and_attacks_are_predictions(self) -> None:
        text = _MODEL.format(layer="Dropout(0.5)") + (
            "with tf.GradientTape() as tape:\n    tape.watch(x)\n    score = model(x)\n"
            "gradient = tape.gradient(score, x)\n"
        )
        assert said(training_mode.check, text) == []

    def test_train_step(self) -> None:
        text = """
        class Own(keras.Model):
            def __init__(self):
                super().__init__()
                self.drop = keras.layers.Dropout(0.3)
                self.dense = keras.layers.Dense(1)

            def call(self, x{default}):
                return self.dense(self.drop(x))

            def train_step(self, data):
                x, y = data
                with tf.GradientTape() as tape:
                    loss = self.compute_loss(y=y, y_pred=self(x))
                gradients = tape.gradient(loss, self.trainable_variables)
                return {{"loss": loss}}
        """
        assert len(said(training_mode.check, text.format(default=""))) == 1
        assert said(training_mode.check, text.format(default=", training=True")) == []

    def _layer(self, expression: str, signature: str = "self, x", name: str = "Own") -> str:
        return f"""
        class {name}(keras.layers.Layer):
            def __init__(self):
                super().__init__()
                self.drop = keras.layers.Dropout(0.3)
                self.norm = keras.layers.BatchNormalization()
                self.base = keras.applications.ResNet50()

            def call({signature}):
                return {expression}
        """

    @pytest.mark.parametrize(
        "expression",
        ["self.drop(x, training=False)", "tf.nn.dropout(x, 0.5)", "keras.random.dropout(x, 0.5, seed=1)"],
    )
    def test_in_call(self, expression: str) -> None:
        assert len(said(training_mode.check, self._layer(expression))) == 1

    @pytest.mark.parametrize(
        "expression",
        [
            "self.drop(x)",
            "self.drop(x, training=True)",
            "self.norm(x, training=False)",
            "self.base(x, training=False)",
        ],
    )
    def test_idioms_in_call(self, expression: str) -> None:
        assert said(training_mode.check, self._layer(expression)) == []

    def test_dropout_that_asks_for_the_mode(self) -> None:
        text = self._layer("tf.nn.dropout(x, 0.5) if training else x", "self, x, training=None")
        assert said(training_mode.check, text) == []

    def test_dropout_that_is_meant_to_stay(self) -> None:
        assert said(training_mode.check, self._layer("tf.nn.dropout(x, 0.5)", name="MCDropout")) == []
