"""Data that is text: labels by name are cause `label-out-of-range`, features cause `text-in-data`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyadapter.core.finding import Cause

if TYPE_CHECKING:
    from pyadapter.core.causes.facts import Facts

_TEXT = ("str", "<U", "string")


def find(facts: Facts) -> Cause | None:
    """Look for an array of text among what a call was given, where a dtype was refused."""
    refused = facts.refused
    if refused is None or facts.kind != "dtype" or facts.phase in {"forward", "backward"}:
        return None
    column = next((each for each in refused.given if each.dtype.startswith(_TEXT)), None)
    text = (
        "convert string to float" in refused.refusal.message
        or "Invalid dtype: str" in refused.refusal.message
    )
    if column is None and text:
        column = next((each for each in refused.given if each.dtype == "object"), None)
    if column is None:
        return None
    place = column.assigned or column.location or refused.line
    if column.part.endswith("y"):
        return Cause(
            "label-out-of-range",
            f"`{column.name}` holds names of classes as text; a loss takes their numbers, from 0 on.",
            f"classes, {column.name} = np.unique({column.name}, return_inverse=True)",
            place,
            "certain",
        )
    return Cause(
        "text-in-data",
        f"`{column.name}` is text; a model computes with numbers.",
        f'keras.layers.TextVectorization() for texts, {column.name}.astype("float32") for numbers',
        place,
        "certain",
    )
