"""What the source of a class says about how it is made and called."""

from __future__ import annotations

import ast

import pytest

from pyadapter.core.layer_source import (
    InputStructure,
    assigned_call,
    attributes_of_self,
    class_names,
    constructions,
    input_structure,
    operands_on,
    with_axis,
)

SCRIPT = """
import keras
if True:
    class First(keras.layers.Layer):
        pass
def helper():
    class Hidden: pass
    return Second(3, units=4)
class Second(keras.layers.Layer): pass
model = First()
"""


def test_classes_are_those_of_the_top_level() -> None:
    assert class_names(SCRIPT) == ("First", "Second")


def test_constructions_are_found_wherever_they_stand() -> None:
    (call,) = constructions(SCRIPT, "Second")

    assert ast.unparse(call) == "Second(3, units=4)"
    assert constructions(SCRIPT, "Third") == ()


@pytest.mark.parametrize(
    ("body", "structure"),
    [
        ("return x * 2", InputStructure()),
        ("a, b = x\n        return a + b", InputStructure(2)),
        ("return x[0] + x[1]", InputStructure(2)),
        ("return x[0]", InputStructure(1, sure=False)),
        ("return x[-1]", InputStructure()),
        ("return x['ids'] + x['mask'] + x['ids']", InputStructure(keys=("ids", "mask"))),
        ("return x[:, 0]", InputStructure()),
    ],
)
def test_what_call_does_with_its_input_says_what_it_is(body: str, structure: InputStructure) -> None:
    source = f"class Some:\n    def call(self, x):\n        {body}\n"

    assert input_structure(source, "call") == structure


def test_build_that_indexes_its_shape_twice_wants_several_inputs() -> None:
    source = (
        "class A:\n def build(self, s):\n  self.n = s[0][-1]\n def call(self, x):\n  return self.merge(x)\n"
    )

    assert input_structure(source, "call") == InputStructure(2)


LAYER = """class Antirectifier(Layer):
    def call(self, inputs):
        pos = ops.relu(inputs)
        both = ops.concatenate([pos, -pos], axis=0)
        return self.norm(ops.matmul(both, self.kernel))
"""


def test_the_operands_of_a_product_are_named() -> None:
    assert operands_on(LAYER, "call", 5) == ("matmul", ("both", "self.kernel"))
    assert operands_on(LAYER.replace("ops.matmul(both, self.kernel)", "both @ self.kernel"), "call", 5) == (
        "matmul",
        ("both", "self.kernel"),
    )
    assert operands_on(LAYER, "call", 3) == ("relu", ("inputs",))


def test_the_axis_of_the_call_that_made_a_local_is_written_anew() -> None:
    made = assigned_call(LAYER, "call", "both")

    assert made is not None
    line, call = made
    assert (line, with_axis(call, -1)) == (4, "ops.concatenate([pos, -pos], axis=-1)")
    assert assigned_call(LAYER, "call", "neg") is None


def test_attributes_are_listed_by_line() -> None:
    assert attributes_of_self(LAYER, "call", offset=10) == {15: ("norm", "kernel")}
