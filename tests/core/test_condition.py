"""Conditions of tensor breakpoints: what they can say, and what they answer to a mistake."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyadapter.core import kinds
from pyadapter.core.condition import FIELDS, FIELDS_OF, ConditionError, Over, compile_condition, problem_with

FINDING: dict[str, Any] = {
    "layer": "model/encoder/dense_2",
    "phase": "forward",
    "epoch": 1,
    "step": 37,
    "op": "Log",
    "shape": [32, 10],
    "dtype": "float32",
    "nan": 3,
    "inf": 0,
    "rows": (4, 9),
    "kind": "gradient-exploding",
    "variable": "model/encoder/dense_2/kernel",
    "value": 1500.0,
    "hits": 3,
}
TENSOR: dict[str, Any] = {
    "layer": "model/dense_2",
    "shape": (32, 10),
    "dtype": "float32",
    "nan": 0,
    "inf": 0,
    "min": -4.0,
    "max": 6.0,
    "mean": 0.5,
    "norm": 12.0,
    "zeros": 3,
    "unchanged": 5,
    "epoch": 0,
    "step": 7,
    "hits": 2,
}


@pytest.mark.parametrize(
    "text",
    [
        'layer == "model/encoder/dense_2"',
        'layer == "dense_2"',
        'layer in ("dense_1", "dense_2")',
        'matches(layer, "dense*")',
        'matches(layer, "model/*/dense_?")',
        'layer == "encoder/dense_2"',
        'matches(layer, "encoder")',
        'variable == "dense_2/kernel" and matches(variable, "*/kernel")',
        'kind == "gradient-exploding" and value > 1000',
        "hits >= 3",
        'layer != "dense_1" and step > 10',
        "step > 10 or epoch > 100",
        "10 < step <= 37",
        "not step < 37",
        "shape == (32, 10)",
        "shape == [32, 10]",
        "shape[0] == 32 and len(shape) == 2",
        "shape[-1] == 10",
        "nan",
        "nan * 100 / 320 < 1",
        "step % 2 == 1 and step // 2 == 18",
        "4 in rows",
        "5 not in rows",
        "max(rows) - min(rows) == 5",
        "abs(-step) == 37",
        'dtype == "float32" and op in ["Log", "Log1p"]',
        '"32" in dtype',
    ],
)
def test_a_condition_that_holds(text: str) -> None:
    assert compile_condition(text).matches(FINDING) is True


@pytest.mark.parametrize(
    "text",
    [
        'layer == "dense"',
        'layer != "dense_2"',
        'layer == "coder/dense_2"',
        'layer not in ("dense_2",)',
        "step > 37",
        "inf",
        "shape[7] == 1",
        "step / inf > 1",
        "epoch == None",
        "not nan",
    ],
)
def test_a_condition_that_does_not_hold(text: str) -> None:
    assert compile_condition(text).matches(FINDING) is False


def test_a_field_that_a_finding_does_not_have_makes_it_false() -> None:
    condition = compile_condition("epoch < 100")
    assert not condition.matches({"epoch": None})
    assert not condition.matches({})


def test_not_of_a_field_that_is_missing_is_false_too() -> None:
    assert not compile_condition('not layer == "dense"').matches({"step": 3})


def test_the_other_side_of_or_still_counts_when_a_field_is_missing() -> None:
    condition = compile_condition('layer == "dense" or step > 3')
    assert condition.matches({"step": 4})
    assert not condition.matches({"step": 3})


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("", "Write a condition, for example: step > 10"),
        ("   ", "Write a condition, for example: step > 10"),
        ("step = 3", "Write `==` to compare"),
        ("step > 3 && epoch > 1", "Write `and` instead of `&&`"),
        ("step > 3 || epoch > 1", "Write `or` instead of `||`"),
        ("!nan", "Write `not` instead of `!`"),
        ("step >", "Write an expression, for example: layer == 'dense' and step > 10"),
        ("stepp > 3", "Unknown name stepp: did you mean step?"),
        ("true == nan", "Write True instead of true"),
        ("layer.name == 'a'", "Write name without a dot: fields stand alone"),
        ("layer.startswith('a')", 'Write matches(layer, "dense*") for a part of a text'),
        ("layer > 3", "Compare like with like: numbers with numbers, text with 'text'"),
        ("step > 'a'", "Compare like with like: numbers with numbers, text with 'text'"),
        ("step > 3 or layer > 3", "Compare like with like: numbers with numbers, text with 'text'"),
        ("op * 3 == op", "Compare like with like: numbers with numbers, text with 'text'"),
        ("print(step)", "The functions are matches, len, abs, min, max"),
        ("max(rows, key=len)", "The functions are matches, len, abs, min, max"),
        ("2 ** step", "Use + - * / // and % to compute"),
        ("(lambda: step)()", "The functions are matches, len, abs, min, max"),
        ("[step for step in rows]", "Use comparisons, and, or, not and in: no ListComp here"),
        ("b'a' == op", "Use numbers and 'text' only"),
        ("True", "Use a field of the finding, for example: step > 10"),
    ],
)
def test_a_mistake_is_answered_with_what_to_write(text: str, answer: str) -> None:
    with pytest.raises(ConditionError) as caught:
        compile_condition(text)
    assert str(caught.value) == answer


@pytest.mark.parametrize(
    ("text", "over", "answer"),
    [
        (
            "mean > 0",
            "finding",
            "mean is not known here; fields: layer phase epoch step op shape dtype nan inf …",
        ),
        (
            "op == 'Log'",
            "tensor",
            "op is not known here; fields: shape dtype nan inf min max mean norm zeros …",
        ),
        (
            "q > 0",
            "tensor",
            "q is unknown, text needs quotes; fields: shape dtype nan inf min max mean norm …",
        ),
        ("True", "layer", "Use a field of the layer, for example: step > 10"),
        ("min > 0", "finding", "min is a function: give it something, as in min(shape)"),
    ],
)
def test_each_subject_has_its_own_fields(text: str, over: Over, answer: str) -> None:
    assert problem_with(text, over) == answer


@pytest.mark.parametrize(
    ("text", "over"),
    [
        ("min < -3 and max(shape) == 32 and max > abs(min)", "tensor"),
        ("unchanged >= 5", "tensor"),
        ('layer == "dense_2" and zeros and not nan', "layer"),
        ("abs(mean) > 0.4 or norm > 100", "layer"),
    ],
)
def test_conditions_over_the_input_of_a_layer_and_over_a_tensor(text: str, over: Over) -> None:
    assert compile_condition(text, over).matches(TENSOR)
    assert not compile_condition(text, over).matches({})


def test_a_condition_knows_which_fields_it_uses() -> None:
    assert compile_condition("max(shape) > 3 and mean > 0", "tensor").names == {"shape", "mean"}


@pytest.mark.parametrize("entry", kinds.KINDS, ids=lambda entry: entry.kind)
def test_the_example_of_a_kind_can_be_used_and_value_only_where_there_is_one(entry: kinds.KindEntry) -> None:
    assert problem_with(entry.example, kind=entry.kind) is None
    answer = None if entry.value else f"Findings of {entry.kind} have no value: use other fields"
    assert problem_with("value > 1", kind=entry.kind) == answer
    assert len(answer or "") <= 80


@pytest.mark.parametrize("text", ["(" * 300 + "step" + ")" * 300, "-" * 900 + "step", "step+" * 2000])
def test_monstrous_conditions_are_refused(text: str) -> None:
    with pytest.raises(ConditionError):
        compile_condition(text)


@pytest.mark.filterwarnings("ignore::SyntaxWarning")  # Python's own, for texts such as `0and`
@given(
    st.text(max_size=40)
    | st.lists(st.sampled_from([*FIELDS, "min", *"()[]<>=!+-*/,. '\"", "and", "in", "0"])).map("".join),
    st.sampled_from(sorted(FIELDS_OF)),
)
def test_any_text_is_compiled_or_refused_in_one_short_sentence(text: str, over: Over) -> None:
    try:
        condition = compile_condition(text, over)
    except ConditionError as error:
        assert 0 < len(str(error)) <= 80  # noqa: PT017 - both outcomes are right
    else:
        assert condition.matches(FINDING) in (True, False)
        assert condition.matches({}) in (True, False)
