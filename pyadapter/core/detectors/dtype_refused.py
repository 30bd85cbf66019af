"""Detector `dtype`, for what raises: an op or a conversion that refuses the dtypes it was given.

The patterns are messages of TensorFlow 2.21, Keras 3.15 and NumPy 2, as tests/core/test_dtype_refused.py has
them. Casts that lose values and raise nothing are another detector's.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pyadapter.core.refusal import first_sentence
from pyadapter.core.symptom import Symptom

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyadapter.core.refusal import Refusal


_NAMES = {"float": "float32", "double": "float64", "half": "float16"}
"""TensorFlow's messages have the names of its C++ types."""


def dtype_refused(refusal: Refusal) -> Symptom | None:
    """Say which dtype was refused, and what was expected.

    Returns:
        None for an error that is not about dtypes, and for one that a line of the user's own raised.
    """
    if not refusal.by_library and not _PATTERNS[0][0].search(refusal.message):
        return None
    for pattern, put in _PATTERNS:
        found = pattern.search(refusal.message)
        if found:
            title = f"dtype refused in {refusal.where}" + (f" ({refusal.op})" if refusal.op else "")
            return Symptom("dtype", title, put(refusal, found), _advice(refusal))
    return None


def _advice(refusal: Refusal) -> tuple[str, ...]:
    if refusal.op is None:
        return ()
    given = [f"{each.name} is {each.dtype}" for each in refusal.operands if each.name]
    return ("; ".join(given),) if len(given) > 1 else ()


def _operand(refusal: Refusal, index: int) -> str:
    operand = refusal.operands[index] if index < len(refusal.operands) else None
    return f"`{operand.name}`" if operand is not None and operand.name else f"input {index}"


def _expected(refusal: Refusal, found: re.Match[str]) -> str:
    wanted, given = (_NAMES.get(name, name) for name in (found[2], found[3]))
    return f"{refusal.op or 'the op'} takes {wanted} here, {_operand(refusal, int(found[1]))} is {given}"


def _not_allowed(refusal: Refusal, found: re.Match[str]) -> str:
    given = _NAMES.get(found[1], found[1])
    such = [index for index, each in enumerate(refusal.operands) if each.dtype == given]
    who = _operand(refusal, such[0]) if len(such) == 1 else "its input"
    allowed = ", ".join(_NAMES.get(name, name) for name in re.split(r",\s*", found[2])[:6])
    return f"{refusal.op or 'the op'} does not take {given}, as {who} is; it takes {allowed}"


def _objects(refusal: Refusal, found: re.Match[str]) -> str:
    who = next((f"`{each.name}`" for each in refusal.operands if each.dtype == "object" and each.name), "")
    what = f"an array of Python objects ({found[1]})" if found.lastindex else "an array of Python objects"
    return f"{who or 'The data'} is {what}, not of numbers of one dtype"


def _text(refusal: Refusal, found: re.Match[str]) -> str:
    del found
    return f"{_strings(refusal)} is text, the model computes with numbers"


def _strings(refusal: Refusal) -> str:
    names = (each.name for each in refusal.operands if each.dtype.startswith(("str", "<U", "object")))
    return next((f"`{name}`" for name in names if name), "The data")


def _types_differ(refusal: Refusal, found: re.Match[str]) -> str:
    names = [f"{_operand(refusal, index)} is {dtype}" for index, dtype in enumerate((found[3], found[2]))]
    return f"{found[1]} takes operands of one dtype: {' and '.join(names)}"


def _own_words(refusal: Refusal, found: re.Match[str]) -> str:
    del found
    return first_sentence(refusal.message)


_PATTERNS: tuple[tuple[re.Pattern[str], Callable[[Refusal, re.Match[str]], str]], ...] = (
    (re.compile(r"could not convert string to float"), _text),
    (
        re.compile(
            r"as input #(\d+)\(zero-based\) was expected to be an? (\w+) tensor but is an? (\w+) tensor"
        ),
        _expected,
    ),
    (
        re.compile(r"Value for attr '\w+' of (\w+) is not in the list of allowed values: ([\w, ]+)"),
        _not_allowed,
    ),
    (re.compile(r"Unsupported object type (\w+)"), _objects),
    (re.compile(r"Invalid dtype: object"), _objects),
    (re.compile(r"Invalid dtype: str\d*|Invalid dtype: <U|Cast string to \w+ is not supported"), _text),
    (re.compile(r"of '(\w+)' Op has type (\w+) that does not match type (\w+) of argument"), _types_differ),
    (
        re.compile(
            r"Tensor conversion requested dtype|must have the same dtype|Invalid dtype:|expected dtype="
            r"|Cannot convert .* to EagerTensor of dtype|Unrecognized data type|unsupported type \(<class"
            r"|Cast \w+ to \w+ is not supported|Expected \w+, but got .* of type"
        ),
        _own_words,
    ),
)
