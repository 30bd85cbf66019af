"""The hot path: called after every eager op of a watched thread, it asks one question of each output.

A training step of a small model runs hundreds of ops of about 20 µs, so what is here is written for time:
locals instead of attributes, no allocation for an op that is fine, everything else behind `suspect`.
"""

from __future__ import annotations

import math
import operator
import sys
from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.core.detectors.non_finite import IGNORED_OUTPUTS, SKIPPED_OPS
from pyadapter.core.detectors.skipped_ops import PASSING_OPS
from pyadapter.probe.watch.flow import new_flow
from pyadapter.probe.watch.frames import USER_FILES
from pyadapter.probe.watch.records import new_records

if TYPE_CHECKING:
    from collections import deque
    from collections.abc import Callable, Mapping
    from types import CodeType, FrameType

    from pyadapter.probe.watch.flow import OpEntry
    from pyadapter.probe.watch.origins import BadLeaf, Origin
    from pyadapter.probe.watch.records import Record

    Look = Callable[["ThreadState", Any, Any, Any, Any], None]

WALK = 24
"""Frames that are searched for the user's line of a forward op: Keras puts 12 to 20 between them."""

FLOAT, DOUBLE, HALF, BFLOAT16 = 1, 2, 19, 14
"""`DataType` values of TensorFlow's types.proto."""

_UNWATCHED = frozenset(
    (op_type, slot)
    for name, slots in IGNORED_OUTPUTS.items()
    for slot in slots
    for op_type in (name, name.encode())
)

ASSIGNMENTS = frozenset(
    op_type
    for name in ("AssignVariableOp", "AssignAddVariableOp", "AssignSubVariableOp")
    for op_type in (name, name.encode())
)
"""Ops without outputs: what they leave in the variable is looked at by `weights`."""


def place_of(frame: FrameType | None) -> tuple[CodeType | None, int]:
    """Return the user's code that runs an op and the instruction it is at; None when it is too far up."""
    for _ in range(WALK):
        if frame is None:
            break
        if USER_FILES[frame.f_code.co_filename]:
            return frame.f_code, frame.f_lasti
        frame = frame.f_back
    return None, 0


class ThreadState:
    """What the hot path knows of one thread.

    Attributes:
        active: Whether anything could stop; when not, ops cost next to nothing.
        busy: Set while the probe itself runs ops or looks at a value.
        tapes: Gradient tapes that record on this thread.
        backward: Depth of `GradientTape.gradient` calls.
        records: The forward ops, for the attribution of gradients.
        loss_scaled: Whether this step scales its loss.
        updating: Whether an optimizer is at work: what it leaves is looked at, not each of its assignments.
        scaled_gradients: Whether gradients of a scaled loss are about, which overflow on purpose.
        bad_leaves: Arrays of the batch with a value that is not finite, until an op uses it.
        origins: By tensor `_id`: where a non-finite value came from that was seen on its way.
        looks: What observers look at in this step, by op type (as text and as bytes).
        remembers_all: Whether also ops are recorded whose outputs are not looked at: where a debugger may ask
            what made a tensor.
        flow: Every op of this step and the one before with what it was given and has made, None unless panels
            can ask for it.
        flow_before: How many of them belong to the step before.
    """

    __slots__ = (
        "active",
        "backward",
        "bad_leaves",
        "busy",
        "flow",
        "flow_before",
        "looks",
        "loss_scaled",
        "origins",
        "records",
        "remembers_all",
        "scaled_gradients",
        "tapes",
        "updating",
    )

    def __init__(self, *, flows: bool = False) -> None:
        self.active = True
        self.busy = False
        self.tapes = 0
        self.backward = 0
        self.updating = False
        self.loss_scaled = False
        self.scaled_gradients = False
        self.records: deque[Record] = new_records()
        self.bad_leaves: list[BadLeaf] = []
        self.origins: dict[int, Origin] = {}
        self.looks: Mapping[Any, Look] = {}
        self.remembers_all = False
        self.flow: deque[OpEntry] | None = new_flow() if flows else None
        self.flow_before = 0

    def forget_flow(self) -> None:
        """Begin a step: the one before is kept, for pauses before anything has run in this one."""
        if self.flow is not None:
            for _ in range(min(self.flow_before, len(self.flow))):
                self.flow.popleft()
            self.flow_before = len(self.flow)


def make_callback(  # noqa: C901, PLR0913, PLR0915 -- one function, because calls between functions are what it must not cost
    state: ThreadState,
    suspect: Callable[..., None],
    passed_on: Callable[..., None],
    assigned: Callable[..., None],
    *,
    thread_context: Callable[[], Any],
    on_device: Callable[[Any], bool] | None,
    large: float,
    large_made: Callable[..., None],
) -> Callable[..., None]:
    """Make the op callback of a thread.

    Args:
        state: The thread's state.
        suspect: Called with state, op type, inputs, attributes, outputs and slot when an output looks bad.
        passed_on: Called with state, inputs and outputs of a skipped op while bad values are about.
        assigned: Called with state, op type and inputs after a variable was assigned to.
        thread_context: Returns what TensorFlow's context keeps for this thread; has the name scope.
        on_device: Says whether a tensor that is not in host memory is finite; None when there is no GPU.
        large: Count of values from which on an output is told of.
        large_made: Called with state, op type, inputs, such an output, and the name scope.
    """
    skipped = ASSIGNMENTS | frozenset(SKIPPED_OPS) | frozenset(name.encode() for name in SKIPPED_OPS)
    vdot, isfinite = np.vdot, math.isfinite
    get_frame = sys._getframe  # noqa: SLF001 -- inspect's twin is 50 times slower
    user_files, records = USER_FILES, state.records
    passing = PASSING_OPS | frozenset(name.encode() for name in PASSING_OPS)
    ignored, assignments, walk = _UNWATCHED, ASSIGNMENTS, range(WALK)
    origins, flow = state.origins, state.flow
    identity = operator.attrgetter("_id")
    thread_data = thread_context()
    all_ones = {HALF: np.uint16(0x7C00), BFLOAT16: np.uint16(0x7F80)}
    biggest = np.maximum.reduce

    def op_ran(  # noqa: C901, PLR0912, PLR0913, PLR0915, PLR0917 -- as above; the parameters are TensorFlow's
        op_type: Any, inputs: Any, attributes: Any, outputs: Any, op_name: Any = None, graph: Any = None
    ) -> None:
        del op_name
        if graph is not None or state.busy or not state.active:
            return
        if op_type in state.looks:
            state.looks[op_type](state, op_type, inputs, attributes, outputs)
        code, instruction = None, 0
        if op_type in skipped:
            if state.remembers_all and state.tapes and not state.backward and op_type in passing:
                code, instruction = place_of(get_frame(1))
                made, used = outputs[0]._id, inputs[0]._id if inputs else 0  # noqa: SLF001 -- see below
                records.append((op_type, made, used, code, instruction, thread_data.scope_name))
            if flow is not None and outputs:
                flow.append((
                    op_type, tuple(map(identity, inputs)), tuple(map(identity, outputs)), code, instruction,
                    thread_data.scope_name, state.backward,
                ))  # fmt: skip
            for tensor in outputs:
                if tensor._num_elements() >= large:  # noqa: SLF001 -- `.shape` costs 20 times as much
                    large_made(state, op_type, inputs, tensor, thread_data.scope_name)
            if origins:
                passed_on(state, inputs, outputs)
            if op_type in assignments and not state.updating:
                assigned(state, op_type, inputs)
            return
        if state.tapes and not state.backward and outputs:
            frame = get_frame(1)
            for _ in walk:
                code = frame.f_code
                if user_files[code.co_filename]:
                    instruction = frame.f_lasti
                    break
                frame = frame.f_back  # type: ignore[assignment]  # checked in the next line
                if frame is None:
                    code, instruction = None, 0
                    break
            else:
                code, instruction = None, 0
            records.append((
                op_type,
                outputs[0]._id,  # noqa: SLF001 -- what tapes match by
                inputs[0]._id if inputs else 0,  # noqa: SLF001 -- as above
                code,
                instruction,
                thread_data.scope_name,
            ))  # fmt: skip
        if flow is not None and outputs:
            flow.append((
                op_type, tuple(map(identity, inputs)), tuple(map(identity, outputs)), code, instruction,
                thread_data.scope_name, state.backward,
            ))  # fmt: skip
        slot = 0
        for tensor in outputs:
            kind = tensor._datatype_enum()  # noqa: SLF001 -- `.dtype` costs three times as much
            if kind in (FLOAT, DOUBLE):
                if on_device is not None and not tensor.backing_device.endswith("CPU:0"):
                    size, fine = tensor._num_elements(), on_device(tensor)  # noqa: SLF001 -- as above
                else:
                    values = tensor._numpy()  # noqa: SLF001 -- `.numpy()` copies
                    size, fine = values.size, isfinite(vdot(values, values))
            elif kind in (HALF, BFLOAT16):
                if on_device is not None and not tensor.backing_device.endswith("CPU:0"):
                    size, fine = tensor._num_elements(), on_device(tensor)  # noqa: SLF001 -- as above
                else:
                    mask = all_ones[kind]
                    values = np.atleast_1d(tensor._numpy())  # noqa: SLF001 -- as above
                    values = values.view(np.uint16).reshape(-1)
                    size = values.size
                    fine = not size or biggest(values & mask) != mask
            else:
                size, fine = tensor._num_elements(), True  # noqa: SLF001 -- as above
            if size >= large:
                large_made(state, op_type, inputs, tensor, thread_data.scope_name)
            if not fine and (op_type, slot) not in ignored:
                suspect(state, op_type, inputs, attributes, outputs, slot)
            slot += 1  # noqa: SIM113 -- enumerate costs more than it saves here

    return op_ran
