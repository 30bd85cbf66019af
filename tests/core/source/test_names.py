"""What names stand for: imports, aliases, scopes; nothing where that depends on the run."""

from __future__ import annotations

import ast

import pytest

from pyadapter.core.source.module import Module


def _called(text: str) -> str | None:
    """Return what the last call of a file calls."""
    module = Module(text)
    call = max(module.all(ast.Call), key=lambda each: (each.lineno, each.col_offset))
    return module.name(call.func)


@pytest.mark.parametrize(
    ("imports", "call"),
    [
        ("import keras", "keras.layers.Dense(1)"),
        ("import tensorflow as tf", "tf.keras.layers.Dense(1)"),
        ("import tensorflow", "tensorflow.keras.layers.Dense(1)"),
        ("import tensorflow.keras as K", "K.layers.Dense(1)"),
        ("import tensorflow.keras.layers", "tensorflow.keras.layers.Dense(1)"),
        ("from tensorflow import keras", "keras.layers.Dense(1)"),
        ("from tensorflow.keras import layers", "layers.Dense(1)"),
        ("from tensorflow.keras.layers import Dense", "Dense(1)"),
        ("from keras import layers as L", "L.Dense(1)"),
        ("import keras.layers as kl", "kl.Dense(1)"),
        ("from keras.layers import Dense as D", "D(1)"),
        ("import tf_keras as keras", "keras.layers.Dense(1)"),
        ("from tf_keras.layers import Dense", "Dense(1)"),
        ("from tensorflow.python.keras.layers import Dense", "Dense(1)"),
        ("import tensorflow.compat.v2 as tf", "tf.keras.layers.Dense(1)"),
        ("from keras.layers import *", "Dense(1)"),
        ("from numpy import *\nfrom keras.layers import *", "Dense(1)"),
        ("import tensorflow as tf\nkeras = tf.keras", "keras.layers.Dense(1)"),
        ("import keras\nlayers = keras.layers\nDense = layers.Dense", "Dense(1)"),
        ("try:\n    import keras\nexcept E:\n    from tensorflow import keras", "keras.layers.Dense(1)"),
        ("try:\n    from keras.layers import Dense\nexcept E:\n    from tf_keras.layers import *", "Dense()"),
        ("if new:\n    import keras\nelse:\n    import tensorflow.keras as keras", "keras.layers.Dense(1)"),
    ],
)  # fmt: skip
def test_the_ways_to_import_a_layer(imports: str, call: str) -> None:
    assert _called(f"{imports}\n{call}\n") == "keras.layers.Dense"
    assert _called(f"{imports}\ndef build():\n    return {call}\n") == "keras.layers.Dense"


@pytest.mark.parametrize(
    "text",
    [
        "Dense(1)",
        "from mine import Dense\nDense = wrap(Dense)\nDense(1)",
        "import keras\ndef f(keras):\n    keras.layers.Dense(1)",
        "import keras\nkeras = load()\nkeras.layers.Dense(1)",
        "import keras\nif fast:\n    keras = other\nkeras.layers.Dense(1)",
        "import keras\nfor keras in names:\n    keras.layers.Dense(1)",
        "from keras.layers import Dense\ndef f():\n    global Dense\n    Dense = mine\nDense(1)",
        "from keras.layers import Dense\nwith open(path) as Dense:\n    Dense(1)",
        "from keras.layers import Dense\n[Dense(1) for Dense in classes]",
        "from keras.layers import Dense\nclass Dense:\n    pass\nDense(1)",
        "a = b\nb = a\na()",
        "from keras.layers import *\nNoSuchLayer(1)\nfrom numpy import *\nabs(1)",
    ],
)
def test_nothing_is_said_of_what_may_be_another_thing(text: str) -> None:
    assert _called(text + "\n") is None


def test_an_import_of_another_package_keeps_its_name() -> None:
    assert _called("from mine.layers import Dense\nDense(1)\n") == "mine.layers.Dense"
    assert _called("from .layers import Dense\nDense(1)\n") == ".layers.Dense"


def test_operations_of_tensorflow_have_one_name() -> None:
    assert _called("import tensorflow as tf\ntf.math.log(1)\n") == "tensorflow.log"


def test_builtins_are_known_unless_something_else_may_have_their_name() -> None:
    assert _called("print(1)\n") == "builtins.print"
    assert _called("from keras.layers import *\nprint(1)\n") == "builtins.print"
    assert _called("from mine import *\nprint(1)\n") is None


def test_a_default_is_evaluated_outside_of_its_function() -> None:
    text = "from keras.layers import Dense\ndef f(Dense, x=Dense(1)):\n    pass\n"

    assert _called(text) == "keras.layers.Dense"


def test_a_decorator_is_evaluated_outside_of_its_class() -> None:
    text = "import keras\n@keras.saving.register_keras_serializable()\nclass keras_layer:\n    keras = 1\n"

    assert _called(text) == "keras.saving.register_keras_serializable"


def test_names_of_a_class_are_not_seen_in_its_methods() -> None:
    text = "from keras.layers import Dense\nclass A:\n    Dense = 3\n    def f(self):\n        Dense(1)\n"

    assert _called(text) == "keras.layers.Dense"


def test_an_alias_in_a_try_does_not_hold_in_its_handler() -> None:
    text = "import keras, other\nL = other\ntry:\n    L = keras.layers\nexcept ImportError:\n    L.Dense(1)\n"

    assert _called(text) is None
