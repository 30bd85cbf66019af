"""Batches of hand-written loops: variables of the script that a model and its loss were given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyadapter.arrays import view
from pyadapter.probe.inspection.batch.script import objects_in, user_frames

if TYPE_CHECKING:
    from pyadapter.core.digest import Role
    from pyadapter.probe.probe import Probe


def loop_leaves(probe: Probe) -> list[tuple[Role, str, Any]]:
    """List the arrays of the step that a loop is in: role, name of the variable, array.

    What the outermost calls of layers were given are features, what a loss of Keras was given are labels;
    both only where a variable of a frame holds them.
    """
    if probe.layer_calls is None or probe.step_losses is None:
        return []
    calls = probe.step_losses.calls
    labels = {id(call.y_true) for call in calls if call.y_true is not None}
    predicted = {getattr(call.y_pred, "_id", None) for call in calls}
    outermost = [call for call in probe.layer_calls.calls if not call.depth]
    made = {identity for call in outermost for identity in call.output_ids} | predicted
    given = {identity for call in outermost for identity in call.inputs} - made
    if not given:
        return []
    found: dict[int, tuple[Role, str, Any]] = {}
    for frame in user_frames():
        for name, value in objects_in(frame):
            seen = view(value)
            if id(value) in found or seen is None or not seen.shape:
                continue
            if id(value) in labels:
                found[id(value)] = ("label", name, value)
            elif seen.kind == "tensor" and value._id in given:  # noqa: SLF001 -- what tapes match by
                found[id(value)] = ("feature", name, value)
    leaves = sorted(found.values(), key=lambda leaf: leaf[0] == "label")
    rows = {int(value.shape[0]) for role, _, value in leaves if role == "feature"}
    return leaves if len(rows) == 1 else []
