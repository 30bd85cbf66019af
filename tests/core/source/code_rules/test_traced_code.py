"""Side effects, random numbers of NumPy, prints, and layers made, in functions that are traced."""

from __future__ import annotations

import pytest

from pyadapter.core.source.code_rules import (
    debugging_left_in,
    layer_made_in_call,
    numpy_random_in_call,
    side_effect_in_call,
    super_init_missing,
)
from tests.core.source.code_rules.said import lines, said


def _layer(body: str, init: str = "self.n = 0; self.seen = []; self.rng = np.random.default_rng(1)") -> str:
    head = "class Own(keras.layers.Layer):\n    def __init__(self):\n        super().__init__()\n"
    inner = "\n".join(f"        {line}" for line in body.split("\n"))
    return f"{head}        {init}\n\n    def call(self, x, training=None):\n{inner}\n        return x\n"


class TestSideEffects:
    @pytest.mark.parametrize(
        "statement",
        [
            "self.n += 1",
            "self.seen.append(x)",
            "self.last = x",
            "self.scores = ops.softmax(x)",
            "start = time.time()",
            'f = open("log.txt", "a")',
            "history.append(1)",
        ],
    )
    def test_python_that_runs_once(self, statement: str) -> None:
        text = "import time\nhistory = []\n" + _layer(statement)
        assert lines(side_effect_in_call.check, text) == [statement]

    @pytest.mark.parametrize(
        "statement",
        [
            "self.add_loss(ops.sum(x))",
            "self.total.assign_add(ops.sum(x))",
            "parts = []\nparts.append(x)",
            "n = 0\nn += 1",
            "if self.cache is None:\n    self.cache = ops.softmax(x)",
            "if not self.built:\n    self.kernel = ops.ones_like(x)",
            "self.dtype_of_x = x.dtype",
            "self.flag = True",
            "x += 1",
            "if tf.executing_eagerly():\n    self.seen.append(x)",
            "self.mean.update_state(x)",
        ],
    )
    def test_healthy_idioms(self, statement: str) -> None:
        assert said(side_effect_in_call.check, _layer(statement)) == []

    def test_an_attribute_that_another_method_reads_within_the_step(self) -> None:
        text = """
        class Own(keras.Model):
            def call(self, x):
                self.code = ops.relu(x)
                return self.decode()

            def decode(self):
                return self.code
        """
        assert said(side_effect_in_call.check, text) == []

    def test_a_tensor_that_is_kept_is_a_hint_only(self) -> None:
        (found,) = said(side_effect_in_call.check, _layer("self.last = x"))
        assert found.severity == "hint"

    def test_a_helper_that_call_calls(self) -> None:
        text = """
        class Own(keras.layers.Layer):
            def __init__(self):
                super().__init__()
                self.n = 0

            def call(self, x):
                return self._count(x)

            def _count(self, x):
                self.n += 1
                return x

            def reset(self):
                self.n += 1
        """
        assert len(said(side_effect_in_call.check, text)) == 1

    def test_a_global_counter_under_tf_function(self) -> None:
        text = """
        steps = 0

        @tf.function
        def step(x):
            global steps
            steps += 1
            return x
        """
        assert lines(side_effect_in_call.check, text) == ["steps += 1"]

    def test_nothing_where_everything_runs_eagerly(self) -> None:
        text = _layer("self.n += 1") + 'model.compile("sgd", "mse", run_eagerly=True)\n'
        assert said(side_effect_in_call.check, text) == []

    def test_nothing_in_a_loop_that_nothing_compiles(self) -> None:
        loop = "with tf.GradientTape() as tape:\n    y = Own()(x)\n"
        assert said(side_effect_in_call.check, _layer("self.n += 1") + loop) == []


class TestRandomNumbers:
    @pytest.mark.parametrize(
        "statement",
        [
            "x = x + np.random.normal(size=(3,))",
            "x = x * random.random()",
            "x = x + self.rng.normal()",
            "if random.random() < 0.5:\n    x = -x",
        ],
    )
    def test_draws_in_call(self, statement: str) -> None:
        assert len(said(numpy_random_in_call.check, _layer(statement))) == 1

    @pytest.mark.parametrize(
        "statement",
        ["x = x + tf.random.normal((3,))", "x = x + keras.random.normal((3,))", "np.random.seed(1)"],
    )
    def test_draws_of_the_graph(self, statement: str) -> None:
        assert said(numpy_random_in_call.check, _layer(statement)) == []

    def test_draws_in_init_and_build(self) -> None:
        text = """
        class Own(keras.layers.Layer):
            def __init__(self):
                super().__init__()
                self.start = np.random.normal(size=(3,))

            def build(self, shape):
                self.seed = random.randint(0, 9)

            def call(self, x):
                return x
        """
        assert said(numpy_random_in_call.check, text) == []

    def test_the_fix_draws_the_same(self) -> None:
        (found,) = said(numpy_random_in_call.check, _layer("x = x + np.random.randn(3)"))
        assert found.cause.fix == "keras.random.normal(shape, seed=self.seed_generator)"


class TestLayers:
    @pytest.mark.parametrize(
        "statement",
        ["x = keras.layers.Dense(3)(x)", "dense = keras.layers.Dense(3)\nx = dense(x)"],
    )
    def test_made_in_call(self, statement: str) -> None:
        assert len(said(layer_made_in_call.check, _layer(statement))) == 1

    @pytest.mark.parametrize(
        "statement",
        [
            "x = keras.layers.Flatten()(x)",
            "x = keras.layers.Activation('relu')(x)",
            "if self.dense is None:\n    self.dense = keras.layers.Dense(3)",
        ],
    )
    def test_without_weights_or_made_once(self, statement: str) -> None:
        assert said(layer_made_in_call.check, _layer(statement)) == []

    def test_super_is_missing(self) -> None:
        text = """
        class Own(keras.Model):
            def __init__(self, units):
                self.dense = keras.layers.Dense(units)
        """
        assert lines(super_init_missing.check, text) == ["def __init__(self, units):"]

    @pytest.mark.parametrize(
        "call", ["super().__init__()", "super(Own, self).__init__()", "keras.Model.__init__(self)"]
    )
    def test_super_may_come_late_and_in_any_spelling(self, call: str) -> None:
        text = f"""
        class Own(keras.Model):
            def __init__(self):
                self.units = 3
                {call}
        """
        assert said(super_init_missing.check, text) == []


class TestDebugging:
    @pytest.mark.parametrize(
        "statement",
        ["print(x)", 'print("x is", ops.mean(x))', 'print(f"{x}")', "breakpoint()"],
    )
    def test_left_in_call(self, statement: str) -> None:
        assert lines(debugging_left_in.check, _layer(statement)) == [statement]

    @pytest.mark.parametrize(
        "statement",
        [
            "tf.print(x)",
            "print(x.shape)",
            'print("tracing")',
            "if self.verbose:\n    print(x)",
        ],
    )
    def test_meant_to_be_there(self, statement: str) -> None:
        assert said(debugging_left_in.check, _layer(statement)) == []

    @pytest.mark.parametrize(
        "statement",
        [
            'model.compile("sgd", "mse", run_eagerly=True)',
            "tf.config.run_functions_eagerly(True)",
            "model.run_eagerly = True",
        ],
    )
    def test_eager_settings(self, statement: str) -> None:
        (found,) = said(debugging_left_in.check, statement)
        assert found.severity == "hint"

    @pytest.mark.parametrize(
        "statement",
        [
            'model.compile("sgd", "mse", run_eagerly=False)',
            'model.compile("sgd", "mse", run_eagerly=args.debug)',
            "tf.config.run_functions_eagerly(False)",
        ],
    )
    def test_settings_that_are_off(self, statement: str) -> None:
        assert said(debugging_left_in.check, statement) == []
