"""The last layer and the loss, as a source spells them out."""

from __future__ import annotations

import pytest

from tests.core.source.judged import codes, judged


def compiled(head: str, loss: str, metrics: str = "None") -> str:
    """Write a small classifier with a last layer and a loss."""
    return f"""
        model = keras.Sequential([keras.Input((4,)), layers.Dense(8, "relu"), {head}])
        model.compile(keras.optimizers.Adam(1e-3), {loss}, metrics={metrics})
    """


@pytest.mark.parametrize(
    ("head", "loss", "code"),
    [
        ("layers.Dense(10)", '"sparse_categorical_crossentropy"', "loss-activation-mismatch"),
        ("layers.Dense(1)", '"binary_crossentropy"', "loss-activation-mismatch"),
        ('layers.Dense(1, "softmax")', '"binary_crossentropy"', "loss-activation-mismatch"),
        ('layers.Dense(1, "softmax")', '"mse"', "output-activation"),
        ('layers.Dense(5, "sigmoid")', '"categorical_crossentropy"', "loss-activation-mismatch"),
        ('layers.Dense(1, "sigmoid")', '"categorical_crossentropy"', "loss-activation-mismatch"),
        ('layers.Dense(1, "sigmoid")', '"sparse_categorical_crossentropy"', "loss-activation-mismatch"),
        ('layers.Dense(3, "tanh")', '"categorical_crossentropy"', "loss-activation-mismatch"),
        ('layers.Dense(3, "relu")', '"categorical_crossentropy"', "output-activation"),
        ('layers.Dense(1, "sigmoid")', '"hinge"', "loss-activation-mismatch"),
        ("layers.Dense(1)", '"poisson"', "loss-activation-mismatch"),
        (
            'layers.Dense(3, "softmax")',
            "keras.losses.CategoricalCrossentropy(from_logits=True)",
            "logits-probabilities",
        ),
        ("layers.Dense(3)", "keras.losses.CategoricalCrossentropy()", "logits-probabilities"),
        (
            "layers.Dense(3), layers.Softmax()",
            "keras.losses.SparseCategoricalCrossentropy(from_logits=True)",
            "logits-probabilities",
        ),
    ],
)
def test_loss_and_last_layer_that_do_not_fit(head: str, loss: str, code: str) -> None:
    assert codes(compiled(head, loss)) == [code]


@pytest.mark.parametrize(
    ("head", "loss"),
    [
        ('layers.Dense(10, "softmax")', '"sparse_categorical_crossentropy"'),
        ("layers.Dense(10), layers.Softmax()", '"sparse_categorical_crossentropy"'),
        ("layers.Dense(10)", "keras.losses.SparseCategoricalCrossentropy(from_logits=True)"),
        ('layers.Dense(1, "sigmoid")', '"binary_crossentropy"'),
        ('layers.Dense(7, "sigmoid")', '"binary_crossentropy"'),
        ('layers.Dense(2, "softmax")', '"binary_crossentropy"'),
        ("layers.Dense(1)", '"mse"'),
        ('layers.Dense(1, "relu")', '"mae"'),
        ('layers.Dense(3, "softmax")', '"mse"'),
        ('layers.Dense(3, "softmax")', '"kl_divergence"'),
        ("layers.Dense(1)", '"hinge"'),
        ('layers.Dense(1, "tanh")', '"squared_hinge"'),
        ('layers.Dense(1, "exponential")', '"poisson"'),
        ("layers.Dense(1), layers.Lambda(tf.exp)", '"poisson"'),
        ("layers.Dense(10), layers.Lambda(tf.nn.softmax)", '"categorical_crossentropy"'),
        ("layers.Dense(10, activation=squash)", '"categorical_crossentropy"'),
        ("layers.Dense(10)", "triplet_loss"),
        ("layers.Dense(10)", "lambda y, p: tf.reduce_mean(p)"),
        ("layers.Dense(10)", "None"),
    ],
)
def test_loss_and_last_layer_that_fit(head: str, loss: str) -> None:
    assert codes(compiled(head, loss)) == []


def test_a_layer_without_activation_is_said_to_answer_any_number() -> None:
    (found,) = judged(compiled("layers.Dense(10)", '"sparse_categorical_crossentropy"'))
    assert found.message == (
        "Dense(10) has no activation and answers any number, but sparse_categorical_crossentropy takes "
        "probabilities."
    )
    assert found.level == "warning"


def test_accuracy_that_reads_logits_as_probabilities_is_information() -> None:
    loss = "keras.losses.BinaryCrossentropy(from_logits=True)"
    (found,) = judged(compiled("layers.Dense(1)", loss, '["accuracy"]'))
    assert (found.code, found.level) == ("logits-probabilities", "information")


def test_a_softmax_that_an_operation_applies_is_none_of_the_head() -> None:
    assert codes("""
        inputs = keras.Input((4,))
        outputs = tf.nn.softmax(layers.Dense(3)(inputs))
        model = keras.Model(inputs, outputs)
        model.compile(keras.optimizers.Adam(1e-3), "categorical_crossentropy")
    """) == []  # fmt: skip


def test_each_output_is_judged_by_its_own_loss() -> None:
    found = judged("""
        inputs = keras.Input((4,))
        age = layers.Dense(1, name="age")(inputs)
        kind = layers.Dense(3, name="kind")(inputs)
        model = keras.Model(inputs, [age, kind])
        model.compile(keras.optimizers.Adam(1e-3), {"age": "mse", "kind": "categorical_crossentropy"})
    """)
    assert [each.message.partition(" ")[0] for each in found] == ["Dense(3)"]


def test_a_critic_with_a_train_step_of_its_own_answers_what_it_likes() -> None:
    assert codes("""
        class Critic(keras.Model):
            def __init__(self):
                super().__init__()
                self.head = layers.Dense(1)

            def call(self, inputs):
                return self.head(inputs)

            def train_step(self, data):
                return {"loss": tf.reduce_mean(self(data, training=True))}

        model = Critic()
        model.compile(keras.optimizers.Adam(1e-4), "binary_crossentropy")
        model.fit(np.zeros((8, 4)))
    """) == []  # fmt: skip
