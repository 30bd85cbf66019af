"""A layer as its shape rule sees it: its options, read with Keras's defaults, and the ways a rule may end."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn

from pyadapter.core.source.values import Unknown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pyadapter.core.setup import Shape

_SCALARS = (bool, int, float, str, type(None))


class Unsure(Exception):  # noqa: N818 -- the end of a rule, no error
    """The text does not say what Keras will make of a layer."""


class Refused(Exception):  # noqa: N818 -- as above
    """Keras refuses what a layer is given; the text is Keras's own."""


@dataclass(frozen=True)
class Inner:
    """A layer among the arguments of another: what `TimeDistributed` and `Bidirectional` wrap.

    Attributes:
        kind: Name of its class.
        arguments: Its own, by name.
    """

    kind: str
    arguments: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Made:
    """What a layer makes of its inputs.

    Attributes:
        shapes: Of its outputs.
        parameters: Count of the numbers in its weights; None where that is not certain.
    """

    shapes: tuple[Shape, ...]
    parameters: int | None = 0


@dataclass(frozen=True)
class Reading:
    """A layer and what it is given.

    Attributes:
        kind: Name of its class.
        arguments: By name, those that are given.
        inputs: Shapes, the batch first.
    """

    kind: str
    arguments: Mapping[str, object]
    inputs: tuple[Shape, ...]

    @property
    def input(self) -> Shape:
        """Its only input.

        Raises:
            Unsure: There are none, or several.
        """
        if len(self.inputs) != 1:
            raise Unsure
        return self.inputs[0]

    @property
    def name(self) -> str:
        """What Keras calls the layer, but for the number that tells it from others of its kind."""
        name = self.arguments.get("name")
        return name if isinstance(name, str) else snake_case(self.kind)

    def value(self, name: str, default: object = None) -> object:
        """Return an argument that is a number, a string, a bool or None.

        Raises:
            Unsure: It is given, and only a run can tell it.
        """
        value = self.arguments.get(name, default)
        if not isinstance(value, _SCALARS):
            raise Unsure
        return value

    def flag(self, name: str, *, default: bool) -> bool:
        """Return an argument that is True or False.

        Raises:
            Unsure: It is neither, or not known.
        """
        value = self.value(name, default)
        if not isinstance(value, bool):
            raise Unsure
        return value

    def word(self, name: str, default: str) -> str:
        """Return an argument that is a string; None stands for the default.

        Raises:
            Unsure: It is none, or not known.
        """
        value = self.value(name, default)
        if value is None:
            return default
        if not isinstance(value, str):
            raise Unsure
        return value

    def count(self, name: str, default: int | None = None) -> int:
        """Return an argument that is a positive whole number.

        Raises:
            Unsure: It is none, or not known.
        """
        return positive(self.value(name, default))

    def sizes(self, name: str, rank: int, default: object = None) -> tuple[int, ...]:
        """Return an argument that is one positive number for all axes, or one for each; None is the default.

        Raises:
            Unsure: It is none, or not known.
        """
        value = self.arguments.get(name)
        value = default if value is None else value
        if isinstance(value, (tuple, list)):
            if len(value) != rank:
                raise Unsure
            return tuple(positive(each) for each in value)
        return (positive(value),) * rank

    def whole(self, name: str) -> tuple[object, ...]:
        """Return an argument that is a sequence of numbers, strings and Nones.

        Raises:
            Unsure: It is none, or not all of it is known.
        """
        value = self.arguments.get(name)
        if not isinstance(value, (tuple, list)) or not all(isinstance(each, _SCALARS) for each in value):
            raise Unsure
        return tuple(value)

    def given(self, name: str) -> bool:
        """Whether an argument is given and not None.

        Raises:
            Unsure: Only a run can tell whether it is None.
        """
        value = self.arguments.get(name)
        if isinstance(value, Unknown):
            raise Unsure
        return value is not None

    def wants(self, exactly: int | None = None, at_least: int | None = None) -> None:
        """Refuse inputs of another rank, as Keras's `InputSpec` does.

        Args:
            exactly: Count of dimensions, the batch among them.
            at_least: As above.

        Raises:
            Refused: An input has another rank.
        """
        for index, shape in enumerate(self.inputs):
            found = len(shape)
            if exactly is not None and found != exactly:
                self._refuse_rank(index, f"ndim={exactly}", shape)
            if at_least is not None and found < at_least:
                self._refuse_rank(index, f"min_ndim={at_least}", shape)

    @property
    def channels_first(self) -> bool:
        """Whether channels stand behind the batch, not at the end.

        Raises:
            Unsure: Only a run can tell.
        """
        return self.one_of("data_format", ("channels_last", "channels_first")) == "channels_first"

    def one_of(self, name: str, allowed: Sequence[str]) -> str:
        """Return an argument that is one of some words, in any case; the first where it is not given.

        Raises:
            Unsure: It is none of them, or not known.
        """
        word = self.word(name, allowed[0]).lower()
        if word not in allowed:
            raise Unsure
        return word

    def weight(self, name: str, *shape: int | None) -> int:
        """Return the count of numbers in a weight.

        Args:
            name: Keras's name for it: `kernel`.
            shape: As Keras computes it of the input.

        Raises:
            Refused: A length depends on an axis of the input that is not known.
        """
        if None in shape:
            raise Refused(
                "Shapes used to initialize variables must be fully-defined (no `None` dimensions). "
                f"Received: shape={shape} for variable path='{self.name}/{name}'"
            )
        return math.prod(known(size) for size in shape)

    def _refuse_rank(self, index: int, wanted: str, shape: Shape) -> NoReturn:
        raise Refused(
            f"Input {index} with name 'None' of layer '{self.name}' is incompatible with the layer: "
            f"expected {wanted}, found ndim={len(shape)}. Full shape received: {shape}"
        )


def positive(value: object) -> int:
    """Return a positive whole number.

    Raises:
        Unsure: It is none.
    """
    if not isinstance(value, int) or isinstance(value, bool) or value <= 0:
        raise Unsure
    return value


def known(size: int | None) -> int:
    """Return the length of an axis.

    Raises:
        Unsure: It is not known.
    """
    if size is None:
        raise Unsure
    return size


def snake_case(kind: str) -> str:
    """Write the name of a class as Keras names its layers: `conv2d_transpose`."""
    name = re.sub("(.)([A-Z][a-z]+)", r"\1_\2", kind)
    return re.sub("([a-z])([A-Z])", r"\1_\2", name).lower()
