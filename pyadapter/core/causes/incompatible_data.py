"""Cause `incompatible-shapes`, of data: other columns than the model declares, other rows than the labels."""

from __future__ import annotations

import re
from math import prod
from typing import TYPE_CHECKING

from pyadapter.core.causes.refused import same
from pyadapter.core.finding import Cause
from pyadapter.core.refusal import shape_in_words

if TYPE_CHECKING:
    from pyadapter.core.causes.facts import Facts
    from pyadapter.core.causes.refused import Given, Refused
    from pyadapter.core.setup import LayerFacts, Shape

_INPUTS = re.compile(r"expects (\d+) (?:named )?input")
_STRUCTURES = re.compile(
    r"different structures|`loss` argument|but (?:the model|`y_pred`) has|expects? \d+ outputs?"
)


def find(facts: Facts) -> Cause | None:
    """Compare the data of a call with the model, and its parts with each other."""
    refused = facts.refused
    if refused is None:
        return None
    return (
        _other_rows(refused)
        or _other_count(refused)
        or _other_structure(facts, refused)
        or _objects(facts, refused)
        or _lists(facts, refused)
        or _other_input(refused)
        or _other_model(refused)
    )


def _other_rows(refused: Refused) -> Cause | None:
    if "cardinality" not in refused.refusal.message:
        return None
    x, y = refused.data("x"), refused.data("y")
    validation = refused.data("validation x"), refused.data("validation y")
    if x is None or y is None or x.shape[:1] == y.shape[:1]:
        x, y = validation
    if x is None or y is None or not x.shape or not y.shape:
        columns = [each for each in refused.given if each.shape]
        odd = next((each for each in columns if each.shape[0] != columns[0].shape[0]), None)
        rows = ", ".join(f"`{each.name}` {each.shape[0]}" for each in columns)
        place = odd.assigned or odd.location if odd is not None else None
        fix = "Make them of the same samples."
        return Cause("incompatible-shapes", f"Rows differ: {rows}.", fix, place or refused.line, "certain")
    declared = refused.declared
    row = () if declared is None or declared.output_shape is None else declared.output_shape[1:]
    if row and x.shape == (*row, *y.shape[:1]):
        fix = f"{x.name} = {x.name}.T"
        message = f"`{x.name}` {shape_in_words(x.shape)} has the features in its rows."
        return Cause("incompatible-shapes", message, fix, x.location or refused.line, "certain")
    swapped = x.assigned is not None and x.assigned == y.assigned and len(x.shape) == len(y.shape)
    message = f"`{x.name}` has {x.shape[0]} rows, `{y.name}` {y.shape[0]}."
    fix = (
        f"{y.name} = {y.name}[:{min(x.shape[0] or 0, y.shape[0] or 0)}]  # the labels of the rows of {x.name}"
    )
    if swapped or (x.assigned is not None and x.assigned == y.assigned and same(x.shape[1:], y.shape[1:])):
        fix = "x_train, x_test, y_train, y_test = train_test_split(x, y)  # in this order"
    place = y.assigned or y.location or x.assigned or refused.line
    return Cause("incompatible-shapes", message, fix, place, "certain")


def _other_count(refused: Refused) -> Cause | None:
    """Compare how many inputs a model takes with how many it was given."""
    found = _INPUTS.search(refused.refusal.message)
    if found is None:
        return None
    wanted, given = int(found[1]), [each for each in refused.given if each.part == "x"]
    names = ", ".join(f"`{each.name}` {shape_in_words(each.shape)}" for each in given) or "another count"
    fix = f"Pass a list of {wanted} arrays: [{', '.join(layer.name for layer in refused.inputs[:4])}]"
    data = given[0] if len(given) == 1 else None
    if data is not None and data.shape[1:2] == (wanted,):
        fix = "[" + ", ".join(f"{data.name}[:, {index}]" for index in range(wanted)) + "]"
    message = f"The model has {wanted} inputs and is given {names}."
    return Cause("incompatible-shapes", message, fix, refused.line or refused.at, "certain")


def _other_structure(facts: Facts, refused: Refused) -> Cause | None:
    """Explain losses, labels and outputs of different counts."""
    message = refused.refusal.message
    if _STRUCTURES.search(message) is None:
        return None
    labels = [each for each in refused.given if each.part == "y"]
    if "`loss` argument" in message:
        where = facts.setup.location if facts.setup is not None else None
        why = "`loss` does not have one entry for each output of the model."
        return Cause(
            "incompatible-shapes", why, "loss=[...]  # one for each output", where or refused.line, "certain"
        )
    arrays = f"{len(labels)} array{'s' if len(labels) != 1 else ''} of labels"
    why = f"The outputs of the model are others than the {arrays}."
    fix = "Pass y as a list with one array for each output."
    return Cause("incompatible-shapes", why, fix, refused.line or refused.at, "certain")


def _objects(facts: Facts, refused: Refused) -> Cause | None:
    """Explain an array of Python objects: rows of different lengths."""
    column = next((each for each in refused.given if each.dtype == "object"), None)
    if facts.kind != "dtype" or column is None or "string to float" in refused.refusal.message:
        return None
    return Cause(
        "incompatible-shapes",
        f"`{column.name}` is an array of Python objects: its rows have different lengths or types.",
        f'{column.name} = keras.utils.pad_sequences({column.name}, dtype="float32")  # or .astype("float32")',
        column.location or refused.line,
    )


def _lists(facts: Facts, refused: Refused) -> Cause | None:
    """Explain Python lists, which Keras takes for several inputs."""
    if facts.kind != "dtype" or "Unrecognized data type" not in refused.refusal.message or refused.given:
        return None
    message = "Keras takes a Python list for a list of inputs, not for an array."
    return Cause("incompatible-shapes", message, "np.array(x), np.array(y)", refused.line or refused.at)


def _other_input(refused: Refused) -> Cause | None:
    """Compare the data with what the model declares."""
    declared, fed = refused.declared, refused.fed
    shape = None if declared is None else declared.output_shape
    if declared is None or shape is None or fed is None or same(fed.shape[1:], shape[1:]):
        return None
    if refused.ranks is not None and refused.symbolic:
        return None
    row, given = shape[1:], fed.shape[1:]
    y = refused.data("y")
    if y is not None and fed.part == "x" and same(y.shape[1:], row) and len(row) and not _fits(given, row):
        message = f"The model takes {shape_in_words(row)} a row: that is `{y.name}`, not `{fed.name}`."
        fix = f"model.{refused.call or 'fit'}({y.name}, {fed.name})"
        return Cause("incompatible-shapes", message, fix, refused.line, "certain")
    if not _fits(given, row):
        return _of_line(refused, declared, fed, row, given)
    return None


def _fits(given: Shape, row: Shape) -> bool:
    """Whether Keras makes one of the other, by an axis of size 1 at the end."""
    return same(given, row) or same((*given, 1), row) or (given[-1:] == (1,) and same(given[:-1], row))


def _of_line(refused: Refused, declared: LayerFacts, fed: Given, row: Shape, given: Shape) -> Cause:
    message = (
        f"The model takes {shape_in_words(row)} a row, a row of `{fed.name}` is {shape_in_words(given)}."
    )
    trained = refused.call not in {"fit", "train_on_batch", None} or fed.part == "validation x"
    values = _count(given)
    if values is not None and values == _count(row):
        fix = f"{fed.name} = {fed.name}.reshape({shape_in_words((-1, *row))})"
        return Cause("incompatible-shapes", message, fix, fed.location or refused.line, "certain")
    if trained:
        fix = f"Make `{fed.name}` as the data of the training was made."
        return Cause("incompatible-shapes", message, fix, fed.location or refused.line, "certain")
    fix = f"input_shape={shape_in_words(given)}"
    return Cause("incompatible-shapes", message, fix, declared.location, "certain")


def _count(row: Shape) -> int | None:
    sizes = [size for size in row if size is not None]
    return prod(sizes) if len(sizes) == len(row) else None


def _other_model(refused: Refused) -> Cause | None:
    """Compare what a model, used as a layer, was made for with what it is given."""
    if refused.whole is None:
        return None
    expected, got = refused.whole
    inside = refused.symbolic and refused.model is not None
    place = refused.model if inside else refused.line or refused.at
    name = f"`{refused.layer.name}`" if refused.layer is not None else "the model"
    message = f"{name} takes {shape_in_words(expected[1:])} a row and gets {shape_in_words(got[1:])}."
    fix = f"input_shape={shape_in_words(got[1:])}" if inside else "Give it data of that shape."
    return Cause("incompatible-shapes", message, fix, place, "certain")
