"""Refused dtypes in words; the messages are TensorFlow 2.21's, Keras 3.15's and NumPy 2's own."""

from __future__ import annotations

import pytest

from pyadapter.core.detectors.dtype_refused import dtype_refused
from pyadapter.core.refusal import Operand, Refusal, op_in


def refusal(text: str, *operands: tuple[str | None, str], by_library: bool = True) -> Refusal:
    found = tuple(Operand(name, (2,), dtype) for name, dtype in operands)
    return Refusal("InvalidArgumentError", text, op_in(text), found, by_library=by_library)


@pytest.mark.parametrize(
    ("refused", "sentence"),
    [
        (
            refusal(
                "cannot compute Mul as input #1(zero-based) was expected to be a float tensor but "
                "is a int64 tensor "
                "[Op:Mul] name: ",
                ("x", "float32"),
                ("weights", "int64"),
            ),
            "Mul takes float32 here, `weights` is int64",
        ),
        (
            refusal(
                "Value for attr 'T' of int32 is not in the list of allowed values: bfloat16, half, "
                "float, double, "
                "complex64, complex128\n\t; NodeDef: {{node Log}}; Op<name=Log; signature=x:T -> "
                "y:T> [Op:Log] name: ",
                ("counts", "int32"),
            ),
            "Log does not take int32, as `counts` is; it takes bfloat16, float16, float32, …",
        ),
        (
            refusal(
                "Failed to convert a NumPy array to a Tensor (Unsupported object type float).",
                ("x", "object"),
            ),
            "`x` is an array of Python objects (float), not of numbers of one dtype",
        ),
        (
            refusal("Invalid dtype: object"),
            "The data is an array of Python objects, not of numbers of one dtype",
        ),
        (refusal("Invalid dtype: str96", ("x", "str96")), "`x` is text, the model computes with numbers"),
        (
            refusal("Cast string to float is not supported [Op:Cast] name: "),
            "The data is text, the model computes with numbers",
        ),
        (
            refusal(
                "Input 'y' of 'Mul' Op has type int32 that does not match type float32 of argument 'x'.",
                ("a", "float32"),
                ("b", "int32"),
            ),
            "Mul takes operands of one dtype: `a` is float32 and `b` is int32",
        ),
        (
            refusal(
                "Tensor conversion requested dtype int32 for Tensor with dtype float32: <tf.Tensor: shape"
            ),
            "Tensor conversion requested dtype int32 for Tensor with dtype float32: <tf.Tenso…",
        ),
        (
            refusal("could not convert string to float: np.str_('a')", by_library=False),
            "The data is text, the model computes with numbers",
        ),
    ],
)
def test_a_refused_dtype_is_put_in_words(refused: Refusal, sentence: str) -> None:
    found = dtype_refused(refused)

    assert found is not None
    assert found.kind == "dtype"
    assert found.summary.startswith(sentence.removesuffix("…"))
    assert len(found.summary) <= 85
    assert len(found.title) <= 40


@pytest.mark.parametrize(
    "text",
    [
        "Incompatible shapes: [4,5] vs. [3] [Op:AddV2] name: ",
        "No such file",
        "",
        "Input 0 of layer is a list",
    ],
)
def test_other_errors_are_not_about_dtypes(text: str) -> None:
    assert dtype_refused(refusal(text)) is None


def test_what_the_users_own_line_raises_is_not_judged_by_its_words() -> None:
    assert dtype_refused(refusal("Invalid dtype: object", by_library=False)) is None
