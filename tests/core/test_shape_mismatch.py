"""Refused shapes in words; the messages are TensorFlow 2.21's, Keras 3.15's and NumPy 2's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyadapter.core.detectors.shape_mismatch import shape_mismatch
from pyadapter.core.refusal import Operand, Refusal, clean, op_in, shapes_in
from pyadapter.core.shapes import broadcast_clash, differing_axes, fits, inner_dimensions

if TYPE_CHECKING:
    from pyadapter.core.refusal import Shape

SIZES = st.lists(st.integers(0, 4), max_size=4).map(tuple)


def on(op: str) -> str:
    return f"{{{{function_node __wrapped__{op}_device_/job:localhost/replica:0/task:0/device:CPU:0}}}} "


def refusal(text: str, *operands: tuple[str | None, Shape], **fields: Any) -> Refusal:
    found = tuple(Operand(name, shape, "float32") for name, shape in operands)
    op: Any = fields.pop("op", op_in(text))
    return Refusal("ValueError", text, op, found, **fields)


EAGER = [
    (
        refusal(
            on("__MklMatMul") + "Matrix size-incompatible: In[0]: [4,5], In[1]: [10,5] [Op:MatMul] name: ",
            ("concatenated", (4, 5)),
            ("self.kernel", (10, 5)),
        ),
        "`concatenated` (4, 5) @ `self.kernel` (10, 5): inner dimensions 5 and 10 differ",
    ),
    (
        refusal(
            on("__MklBatchMatMulV2") + "In[0] and In[1] must have compatible "
            "batch dimensions: [2,4,5] vs. [3,5,5] [Op:BatchMatMulV2] name: ",
            ("q", (2, 4, 5)),
            ("k", (3, 5, 5)),
        ),
        "`q` (2, 4, 5) @ `k` (3, 5, 5): leading dimensions differ",
    ),
    (
        refusal(
            on("AddV2") + "Incompatible shapes: [4,5] vs. [3] [Op:AddV2] name: ",
            ("x", (4, 5)),
            (None, (3,)),
        ),
        "`x` (4, 5) + (3,): sizes 5 and 3 do not broadcast",
    ),
    (
        refusal(
            on("ConcatV2_N_2") + "ConcatOp : Dimension 1 in both shapes must be "
            "equal: shape[0] = [2,3] vs. shape[1] = [2,4] [Op:ConcatV2] name: concat",
            ("a", (2, 3)),
            ("b", (2, 4)),
            (None, ()),
        ),
        "`a` (2, 3) and `b` (2, 4): they differ on axis 1, which is not joined",
    ),
    (
        refusal(
            on("Pack_N_2") + "Shapes of all inputs must match: values[0].shape = "
            "[2,5] != values[1].shape = [3,5] [Op:Pack] name: stack",
            ("a", (2, 5)),
            ("b", (3, 5)),
        ),
        "`a` (2, 5) and `b` (3, 5): they differ on axis 0, which is not joined",
    ),
    (
        refusal(
            on("Reshape") + "Input to reshape is a tensor with 10 values, but the "
            "requested shape has 12 [Op:Reshape]",
            ("x", (2, 5)),
            (None, (2,)),
        ),
        "`x` (2, 5) has 10 values, the new shape takes 12",
    ),
    (
        refusal(
            on("BiasAdd") + "Must provide as many biases as the last dimension of "
            "the input tensor: [4] vs. [2,5] [Op:BiasAdd] name: ",
            ("x", (2, 5)),
            ("b", (4,)),
        ),
        "Must provide as many biases as the last dimension of the input tensor: [4] vs. [2,5]",
    ),
    (
        refusal(
            on("Squeeze") + "Can not squeeze dim[1], expected a dimension of 1, got 5 [Op:Squeeze] name: ",
            ("x", (2, 5)),
        ),
        "Can not squeeze dim[1], expected a dimension of 1, got 5",
    ),
    (
        refusal(
            on("Sub") + "Incompatible shapes: [16,3] vs. [16,2] [Op:Sub] name: ",
            ("predictions", (16, 3)),
            ("labels", (16, 2)),
            loss=True,
        ),
        "labels (16, 2), predictions (16, 3): they differ on axis 1",
    ),
]
SYMBOLIC = [
    (
        refusal(
            "Dimensions must be equal, but are 5 and 10 for '{{node MatMul}} = MatMul[T=DT_FLOAT, "
            "grad_a=false, "
            "grad_b=false, transpose_a=false, transpose_b=false](Placeholder, Placeholder_1)' with "
            "input shapes: "
            "[?,5], [10,5].",
            ("x", (None, 5)),
            ("w", (10, 5)),
        ),
        "`x` (None, 5) @ `w` (10, 5): inner dimensions 5 and 10 differ",
    ),
    (
        refusal(
            "Inner dimensions (`x1.shape[-1]` and `x2.shape[-2]`) must be equal, but received "
            "`x1.shape=(None, 5)` and `x2.shape=(10, 5)`.",
            op="Matmul",
        ),
        "(None, 5) @ (10, 5): inner dimensions 5 and 10 differ",
    ),
    (
        refusal(
            "Cannot broadcast shape, the failure dim has value 5, which cannot be broadcasted to 4. "
            "Input shapes "
            "are: [None, 5] and [None, 4].",
            ("x", (None, 5)),
            ("y", (None, 4)),
            op="Add",
        ),
        "`x` (None, 5) + `y` (None, 4): sizes 5 and 4 do not broadcast",
    ),
    (
        refusal(
            "The total size of the tensor must be unchanged. Received: input_shape=(20,), target_shape=(3, 7)"
        ),
        "(20,) has 20 values, the new shape (3, 7) takes 21",
    ),
    (
        refusal(
            "The shape of the target variable and the shape of the target value in `variable.assign(value)` "
            "must match. variable.shape=(2, 3), Received: value.shape=(3, 2). Target variable: <Variable>"
        ),
        "the variable is (2, 3), what is assigned (3, 2)",
    ),
    (
        refusal("Inputs have incompatible shapes. Received shapes (5,) and (4,)"),
        "(5,) with (4,): sizes 5 and 4 do not broadcast",
    ),
    (
        refusal(
            "Cannot reshape a tensor with 10 elements to shape [3,4] (12 elements) for '{{node Reshape}} = "
            "Reshape[T=DT_FLOAT](Placeholder, Reshape/shape)' with input shapes: [2,5], [2]."
        ),
        "the tensor has 10 values, the new shape takes 12",
    ),
    (
        refusal(
            "Input to reshape is a tensor with 10 values, but the requested shape requires a multiple of 3"
        ),
        "the tensor has 10 values, the new shape takes a multiple of 3",
    ),
    (
        refusal(
            "Negative dimension size caused by subtracting 3 from 2 for '{{node Conv2D}} = Conv2D[T=DT_FLOAT]"
            "(Placeholder, Placeholder_1)' with input shapes: [1,2,2,3], [3,3,3,5]."
        ),
        "Negative dimension size caused by subtracting 3 from 2",
    ),
    (
        refusal(
            "A `Concatenate` layer requires inputs with matching shapes except for the concatenation "
            "axis. Received: input_shape=[(2, 5), (3, 5)]"
        ),
        "(2, 5) and (3, 5): they differ on axis 0, which is not joined",
    ),
]
LAYERS = [
    (
        refusal(
            "Exception encountered when calling Sequential.call().\n\n\x1b[1mInput 0 with name "
            "'None' of layer "
            "'dense_3' is incompatible with the layer: expected axis -1 of input shape to have value 5, but "
            "received input with shape (2, 6)\x1b[0m\n\nArguments received by Sequential.call():\n"
            "  • inputs=tf.Tensor(shape=(2, 6), dtype=float32)",
            ("x", (2, 6)),
        ),
        "dense_3 takes 5 on axis -1, it got `x` (2, 6)",
    ),
    (
        refusal(
            "Input 0 with name 'None' of layer 'conv2d' is incompatible with the layer: expected min_ndim=4, "
            "found ndim=2. Full shape received: (2, 5)"
        ),
        "conv2d takes at least 4 dimensions, it got 2: (2, 5)",
    ),
    (
        refusal(
            "Input 0 with name 'input_layer' of layer 'functional' is incompatible with the layer: expected "
            "shape=(None, 5), found shape=(2, 6)"
        ),
        "functional takes (None, 5), it got (2, 6)",
    ),
    (
        refusal(
            "Invalid input shape for input [[0. 0.]\n [0. 0.]] with name 'keras_tensor_4' and path "
            "''. Expected "
            "shape (None, 5), but input has incompatible shape (2, 6, 3)",
            layer="m",
        ),
        "m takes (None, 5), it got (2, 6, 3)",
    ),
    (
        refusal(
            "Arguments `target` and `output` must have the same rank (ndim). Received: target.shape=(16,), "
            "output.shape=(16, 3)",
            loss=True,
        ),
        "labels (16,), predictions (16, 3): 1 and 2 dimensions",
    ),
    (
        refusal(
            "Argument `output` must have rank (ndim) `target.ndim - 1`. Received: target.shape=(16, 3), "
            "output.shape=(16, 3)",
            loss=True,
        ),
        "labels (16, 3), predictions (16, 3): one label a row is wanted",
    ),
]


@pytest.mark.parametrize(("refused", "sentence"), [*EAGER, *SYMBOLIC, *LAYERS])
def test_a_refusal_is_put_in_words(refused: Refusal, sentence: str) -> None:
    found = shape_mismatch(refused)

    assert found is not None
    assert (found.kind, found.summary) == ("shape-mismatch", sentence)
    assert len(found.title) <= 40


@pytest.mark.parametrize(
    "text",
    [
        "Data cardinality is ambiguous. Make sure all arrays contain the same number of samples.",
        "Layer dense weight shape (5, 3) is not compatible with provided weight shape (4, 3).",
        "Shapes used to initialize variables must be fully-defined (no `None` dimensions).",
        "logits and labels must be broadcastable: logits_size=[2,10] labels_size=[2,3] [Op:Softmax] name: ",
        "`labels.shape.rank` must equal `logits.shape.rank - 1`. Received: labels.shape=(2, 3) of rank 2",
        "Can't convert non-rectangular Python sequence to Tensor.",
        "Layer \"f\" expects 2 named input(s) with keys ['a', 'b'], but it received 1 input tensors.",
        "slice index 7 of dimension 1 out of bounds. [Op:StridedSlice] name: strided_slice/",
        "condition [2,5], then [3,5], and else [2,4] must be broadcastable [Op:SelectV2] name: ",
        "Expected dimension 5 at axis 0 of the input shaped [4,3] but got dimension 4 [Op:Einsum] name: ",
        (
            "Depth of input (3) is not a multiple of input depth of filter (4) for '{{node Conv2D}} = "
            "Conv2D[](a)'"
        ),
        "Computed output size would be zero or negative. Received `inputs shape=(None, 2, 2, 3)`",
    ],
)
def test_what_has_no_sentence_of_its_own_keeps_its_words(text: str) -> None:
    found = shape_mismatch(refusal(text))

    assert found is not None
    assert 10 < len(found.summary) <= 85
    assert all(len(line) <= 85 for line in found.evidence)


@pytest.mark.parametrize(
    "text",
    [
        "cannot compute Mul as input #1(zero-based) was expected to be a float tensor but is a int64 tensor",
        "No gradients provided for any variable.",
        "Unable to synchronously open file (file signature not found)",
        "The layer dense has never been called and thus has no defined output.",
        (
            "Exception encountered when calling F.call().\n\nno\n\nArguments received by F.call():\n "
            "incompatible shapes"
        ),
    ],
)
def test_other_errors_are_not_about_shapes(text: str) -> None:
    assert shape_mismatch(refusal(text)) is None


def test_what_the_users_own_line_raises_is_not_judged_by_its_words() -> None:
    assert shape_mismatch(refusal("incompatible shapes of my own", by_library=False)) is None
    numpy = "operands could not be broadcast together with shapes (4,5) (3,) "
    assert shape_mismatch(refusal(numpy, by_library=False)) is not None


def test_long_names_give_way_to_shapes() -> None:
    names = ("self.encoder_attention_projection_kernel", "self.decoder_attention_projection_kernel")
    text = "Matrix size-incompatible: In[0]: [128,512], In[1]: [256,512] [Op:MatMul]"
    found = shape_mismatch(refusal(text, (names[0], (128, 512)), (names[1], (256, 512))))

    assert found is not None
    assert found.summary.endswith("inner dimensions 512 and 256 differ")
    assert "(128, 512)" in found.summary
    assert len(found.summary) <= 85


@given(SIZES, SIZES)
def test_shapes_clash_when_numpy_does_not_broadcast_them(first: Shape, second: Shape) -> None:
    clash = broadcast_clash(first, second)
    try:
        np.broadcast_shapes(first, second)  # type: ignore[arg-type]  # no None among them
    except ValueError:
        assert clash is not None
        axis, left, right = clash
        assert (first[axis], second[axis]) == (left, right)
    else:
        assert clash is None


@given(
    st.lists(st.integers(1, 3), min_size=2, max_size=2), st.lists(st.integers(1, 3), min_size=2, max_size=2)
)
def test_inner_dimensions_differ_when_numpy_does_not_multiply(first: list[int], second: list[int]) -> None:
    refused = inner_dimensions(tuple(first), tuple(second), transposed=(False, False))
    try:
        np.matmul(np.zeros(first), np.zeros(second))
    except ValueError:
        assert refused == (first[1], second[0])
    else:
        assert refused is None


@given(SIZES)
def test_a_shape_fits_itself_and_what_is_unknown(shape: Shape) -> None:
    assert fits(shape, shape)
    assert fits(shape, (None,) * len(shape))
    assert not fits((*shape, 1), shape)
    assert differing_axes(shape, shape) == []


@given(st.text(max_size=200))
def test_any_message_can_be_read(text: str) -> None:
    clean(text)
    shapes_in(text)
    found = shape_mismatch(refusal(text))
    assert found is None or len(found.summary) <= 85
