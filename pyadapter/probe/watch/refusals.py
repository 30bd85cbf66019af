"""What raised: read from the frames of an error while they are all there.

TensorFlow and Keras cut their own frames out of tracebacks, and with them the op and its operands. So an
error is noted as it leaves the innermost of their functions, in words and numbers: no tensor is held.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pyadapter.core.lines import LINE_WIDTH
from pyadapter.core.refusal import Operand, Refusal, op_in, shape_in_words
from pyadapter.probe.watch.frames import USER_FILES, is_of_tensorflow, layer_types, location_in, site_of
from pyadapter.probe.watch.frames_of_models import departure, layer_line
from pyadapter.probe.watch.names import names_of
from pyadapter.probe.watch.shapes import dtype_of, shape_of, tensors_among, tensors_in
from pyadapter.probe.watch.surroundings import Surroundings, surroundings_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import FrameType, TracebackType

    from pyadapter.core.finding import Location, Phase
    from pyadapter.core.refusal import Shape

    Named = tuple[str, Shape, Any]

MOST = 8
"""Operands that are described; a concatenation can have hundreds."""

_SHOWN_FRAMES = 12
"""Frames between the user's line and the op whose arguments are looked at for the user's own tensors."""


@dataclass(frozen=True)
class Place:
    """A frame of an error, and its line: where it called on, or raised."""

    frame: FrameType
    line: int

    @property
    def name(self) -> str:
        """Name of the function."""
        return self.frame.f_code.co_name

    @property
    def file(self) -> str:
        """Its file, with slashes."""
        return self.frame.f_code.co_filename.replace("\\", "/")


@dataclass(frozen=True)
class Note:
    """What is known of an error.

    Attributes:
        refusal: What a detector looks at.
        layer: Path of layer names.
        phase: The part of the training step.
        location: The line to name where shapes or dtypes were refused.
        called_at: The user's innermost line: the one to name for any other error.
        evidence: Lines with what else was seen.
        training: Whether a model was being trained or evaluated.
        around: The layers around it.
    """

    refusal: Refusal
    layer: str | None
    phase: Phase
    location: Location | None
    called_at: Location | None
    evidence: tuple[str, ...]
    training: bool
    around: Surroundings | None = None


def places_of(trace: TracebackType | None) -> list[Place]:
    """Return the frames of an error, the outermost first: those that called, and those of its traceback."""
    inner: list[Place] = []
    while trace is not None:
        inner.append(Place(trace.tb_frame, trace.tb_lineno))
        trace = trace.tb_next
    outer: list[Place] = []
    frame = inner[0].frame.f_back if inner else None
    while frame is not None:
        outer.append(Place(frame, frame.f_lineno))
        frame = frame.f_back
    return [*reversed(outer), *inner]


def innermost_user(places: Sequence[Place]) -> int | None:
    """Return the index of the innermost frame of the user's."""
    return next(
        (
            index
            for index in range(len(places) - 1, -1, -1)
            if USER_FILES[places[index].frame.f_code.co_filename]
        ),
        None,
    )


def read(error: BaseException, places: Sequence[Place]) -> Note:
    """Read what raised from the frames of an error."""
    site = site_of(places[-1].frame) if places else site_of(None)
    index = innermost_user(places)
    user = None if index is None else places[index]
    inner = places if index is None else places[index + 1 :]
    layer = _innermost_layer(places)
    text = str(error)
    op, values, transposed = _op(inner, text)
    names = _names(inner, user, layer)
    operands = _named_operands(values, names, user)
    if not operands:
        operands = _named_operands(_given(inner), names, user)
    refusal = Refusal(
        error=type(error).__name__,
        text=text,
        op=op,
        operands=operands[:MOST],
        layer=None if layer is None else str(layer.name),
        function=None if user is None or user.name == "<module>" else user.name,
        loss=site.phase == "loss",
        by_library=bool(places) and is_of_tensorflow(places[-1].frame.f_code.co_filename),
        transposed=transposed,
    )
    gone = departure(places)
    called_at = None if user is None else location_in(user.frame.f_code, user.line)
    return Note(
        refusal=refusal,
        layer=site.layer,
        phase="data" if site.phase == "forward" and _reads_data(inner) else site.phase,
        location=layer_line(places, index, refusal, gone) or called_at,
        called_at=called_at,
        evidence=(*(() if gone is None else (gone.sentence,)), *_shapes_of_locals(user)),
        training=site.model is not None or site.phase != "forward",
        around=surroundings_of(places, layer, loss=refusal.loss),
    )


def _reads_data(inner: Sequence[Place]) -> bool:
    return any("/data_adapters/" in place.file or "/tensorflow/python/data/" in place.file for place in inner)


def _innermost_layer(places: Sequence[Place]) -> Any:
    kinds = layer_types()
    for place in reversed(places):
        owner = place.frame.f_locals.get("self") if place.name == "__call__" else None
        if owner is not None and kinds and isinstance(owner, kinds):
            return owner
    return None


def _op(inner: Sequence[Place], text: str) -> tuple[str | None, list[Any], tuple[bool, bool]]:
    """Return op type, operands and which of them are transposed, of the op that was called last."""
    named = op_in(text)
    for place in reversed(inner):
        local = place.frame.f_locals
        code = place.frame.f_code
        if "/ops/gen_" in place.file and code.co_argcount:
            values = list(tensors_in([local.get(name) for name in code.co_varnames[: code.co_argcount]]))
            flips = [bool(local.get(one, local.get(other))) for one, other in _FLIPS]
            return named or _camel(place.name), values, (flips[0], flips[1])
        if place.name == "_apply_op_helper":
            return str(local.get("op_type_name")), list(tensors_in(local.get("keywords"))), (False, False)
        if place.name == "assert_input_compatibility" and "input_spec" in local:
            return None, list(tensors_in(local.get("inputs"))), (False, False)
    for place in reversed(inner):
        owner = place.frame.f_locals.get("self")
        operation = sys.modules.get("keras.src.ops.operation")
        if operation is not None and isinstance(owner, operation.Operation):
            is_op = not isinstance(owner, layer_types())
            return named or (type(owner).__name__ if is_op else None), [], (False, False)
    return named, [], (False, False)


def _given(inner: Sequence[Place]) -> list[Any]:
    """Return what was given to the innermost layer or operation, else to the function that was called."""
    operation = sys.modules.get("keras.src.ops.operation")
    for place in reversed(inner):
        if operation is not None and isinstance(place.frame.f_locals.get("self"), operation.Operation):
            found = list(tensors_in(_arguments(place.frame)))
            if found:
                return found[:MOST]
    return list(tensors_in(_arguments(inner[0].frame)))[:MOST] if inner else []


_FLIPS = (("transpose_a", "adj_x"), ("transpose_b", "adj_y"))


def _camel(function: str) -> str:
    name = function.removesuffix("_eager_fallback")
    return "".join(part[:1].upper() + part[1:] for part in name.split("_"))


def _names(inner: Sequence[Place], user: Place | None, layer: Any) -> list[Named]:
    """Collect the tensors that the called functions were given, with what the user calls them."""
    found: list[Named] = []
    given = [value for place in inner[:_SHOWN_FRAMES] for value in tensors_in(_arguments(place.frame))][:40]
    if user is not None:
        for value, name in zip(given, names_of(given, user.frame), strict=True):
            shape = shape_of(value)
            if name is not None and shape is not None and all(name != other for other, _, _ in found):
                found.append((name, shape, value))
    for place in inner:
        if place.name in {"compute_loss", "_compute_loss"}:
            local = place.frame.f_locals
            pairs = (("labels", local.get("y")), ("predictions", local.get("y_pred")))
            found += [(name, shape, each) for name, each in pairs if (shape := shape_of(each)) is not None]
            break
        if place.name == "__call__" and "/keras/src/losses/" in place.file:
            local = place.frame.f_locals
            pairs = (("labels", local.get("y_true")), ("predictions", local.get("y_pred")))
            found += [(name, shape, each) for name, each in pairs if (shape := shape_of(each)) is not None]
            break
    if layer is not None and not (user is not None and user.frame.f_locals.get("self") is layer):
        weights = [(name, each) for name, each in vars(layer).items() if hasattr(each, "assign")]
        for name, each in weights:
            shape = shape_of(each)
            if shape is not None:
                found.append((f"{layer.name}.{name.lstrip('_')}", shape, each))
    return found


def _arguments(frame: FrameType) -> list[Any]:
    code = frame.f_code
    count = code.co_argcount + code.co_kwonlyargcount + bool(code.co_flags & 4) + bool(code.co_flags & 8)
    return [frame.f_locals.get(name) for name in code.co_varnames[:count] if name != "self"]


def _named_operands(values: list[Any], names: list[Named], user: Place | None) -> tuple[Operand, ...]:
    """Name the op's operands: by identity, else by the one argument of that shape that was given."""
    own = names_of(values, user.frame if user is not None else None)
    left = [each for each in names if each[0] not in own]
    operands = []
    for value, known in zip(values, own, strict=True):
        shape = shape_of(value)
        if shape is None:
            continue
        name = known
        if name is None:
            match = next((each for each in left if each[1] == shape), None)
            if match is not None:
                left.remove(match)
                name = match[0]
        operands.append(Operand(name, shape, dtype_of(value)))
    return tuple(operands)


def _shapes_of_locals(user: Place | None) -> Iterator[str]:
    if user is None:
        return
    shapes = [
        f"{name} {shape_in_words(shape)}"
        for name, value in tensors_among(user.frame, user.line)
        if (shape := shape_of(value)) is not None
    ]
    line = ", ".join(shapes)
    while len(line) > LINE_WIDTH - len("Shapes here: ") and shapes:
        shapes.pop()
        line = f"{', '.join(shapes)} and more"
    if line:
        yield f"Shapes here: {line}"
