"""Reading a batch: its columns, with what the model, its losses and the script say about them."""

from __future__ import annotations

import itertools
import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from pyadapter.core.batch.contents import BINARY, Content, Hints
from pyadapter.core.batch.oddities import odd_images, odd_labels, odd_numbers, odd_tokens, odd_weights
from pyadapter.core.numbers import kind_of, native, spread_order
from pyadapter.probe.inspection.batch.classes import class_names
from pyadapter.probe.inspection.batch.columns import Column, column_of
from pyadapter.probe.inspection.batch.forward import compiled_losses, fitted_model, predictions
from pyadapter.probe.inspection.batch.vocabularies import embedded_sizes, vocabulary_of
from pyadapter.probe.patches import contained
from pyadapter.probe.watch.labels import built_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyadapter.core.digest import Role
    from pyadapter.probe.inspection.batch.sources import Source
    from pyadapter.probe.probe import Probe

BUDGET = 0.12
"""Seconds in which images of the batch are looked at, beyond those that are shown."""

LARGEST = 1 << 22
"""Values of a column that are all looked at for what is odd: about 10 ms."""


class Reader:
    """Reads the batch that is being worked on.

    Args:
        probe: Has the model and its losses.
        leaves: Role, name and array of each part.
        place: Type of the `TensorReference` by which they are found again.
    """

    def __init__(self, probe: Probe, leaves: list[tuple[Role, str, Any]], place: str) -> None:
        self._probe = probe
        self._leaves = leaves
        self._place = place
        self._model = fitted_model(probe)
        self._losses = compiled_losses(probe)
        self._pictures = 1
        self._sizes = embedded_sizes(self._model)
        keras = sys.modules.get("keras.src.backend.config")
        first = keras is not None and keras.image_data_format() == "channels_first"
        self._hints = Hints(channels_first=first, embedded=bool(self._sizes))

    def columns(self) -> list[Column]:
        """Return the arrays of the batch and the predictions for them."""
        found: list[Column] = []
        for role, name, leaf in self._leaves:
            place = {"type": self._place, "name": name}
            if name.startswith("sample_weight"):
                found.append(column_of(name, "sampleWeight", leaf, self._hints, place))
            elif role == "label":
                hints = self._of_loss(self._loss_of(name.removeprefix("y")))
                found.append(column_of(name, "label", leaf, hints, place))
            else:
                found.append(column_of(name, "feature", leaf, self._hints, place))
        rows = max((column.rows for column in found), default=0)
        for made in (contained(predictions, self._probe, rows) or ()) if rows else ():
            output = {"type": "output", "name": made.layer} if made.layer else None
            hints = self._of_loss(made.loss or self._loss_of(made.name.removeprefix("y_pred")))
            found.append(column_of(made.name, "prediction", made.value, hints, output))
        contained(self._name_classes, found)
        for column in found:
            contained(self._name_tokens, column)
        self._pictures = max(1, sum(column.content.image is not None for column in found))
        return found

    def _loss_of(self, place: str) -> Any:
        """Return the loss of labels by their place in `y`: `['name']`, `[0]`, or nothing."""
        if len(self._losses) == 1:
            return self._losses[0][1]
        for path, loss, _ in self._losses:
            if "".join(f"[{key!r}]" for key in path) == place:
                return loss
        # Before the first loss: what `compile` was given.
        return None if self._losses else getattr(self._model, "loss", None)

    def _of_loss(self, loss: Any) -> Hints:
        if isinstance(loss, str):
            losses = sys.modules.get("keras.src.losses")
            loss = losses.get(loss) if losses is not None else loss
            return replace(self._hints, loss=str(getattr(loss, "__name__", "")))
        options = getattr(loss, "_fn_kwargs", {})
        from_logits = bool(options.get("from_logits", False))
        return replace(self._hints, loss=built_in(loss), from_logits=from_logits)

    def _name_classes(self, columns: list[Column]) -> None:
        """Say how many classes there are, and how they are called."""
        labels = [column for column in columns if column.role == "label"]
        made = [column for column in columns if column.role == "prediction"]
        for index, column in enumerate(labels):
            if column.content.kind == "classes" and column.content.classes is None:
                partner = made[index] if index < len(made) else None
                if partner is not None and partner.content.kind == "scalar":
                    column.content = Content("scalar")  # whole numbers that are predicted as numbers
                    continue
                count = self._outputs(index) if partner is None else partner.content.classes
                column.content = replace(column.content, classes=count)
        for column in (*labels, *made):
            named = class_names(self._probe, column.content.classes)
            if named is not None:
                column.known = replace(column.known, names=tuple(named[0]))
                column.names_from = named[1]

    def _outputs(self, index: int) -> int | None:
        """Return for how many classes an output of the model has values, before it has made any."""
        try:
            outputs = list(self._model.outputs)
            size = outputs[index].shape[-1] if len(outputs[index].shape) == 2 else None  # noqa: PLR2004 -- one value a class
        except (AttributeError, IndexError, TypeError, ValueError):  # subclassed, or not built yet
            return None
        if size == 1:
            return 2 if self._of_loss(self._loss_of("")).loss in BINARY else None
        return size if isinstance(size, int) else None

    def _name_tokens(self, column: Column) -> None:
        if column.content.kind != "tokens" or column.source is None:
            return
        found, several = vocabulary_of(self._probe, column.name, column.source.sample())
        if found is not None:
            column.known = replace(column.known, decode=found.decode)
            column.names_from = found.name
        elif several:
            column.flags.append(f"not decoded: {', '.join(several[:4])} fit alike")

    def look(self, column: Column, total: int, first: list[int]) -> None:
        """Note what is odd about a column.

        Args:
            column: Gets flags.
            total: Rows of the batch.
            first: Rows that are looked at before the others.
        """
        source = column.source
        if source is None:
            return
        if source.single and total > 1:
            column.flags.append("one value for the whole batch")
        elif source.rows != total and not source.single:
            column.flags.append(f"has {source.rows} rows, the batch {total}")
        if column.content.activation:
            column.flags.append(f"logits: bars show their {column.content.activation}")
        if source.rows and not source.single and source.layout != "sparse":
            column.flags += self._odd(column, source, first)

    def _odd(self, column: Column, source: Source, first: list[int]) -> list[str]:
        kind = column.content.kind
        if column.content.image is not None:
            order = dict.fromkeys(itertools.chain(first, spread_order(source.rows)))
            images = ((row, source.row(row)) for row in order)
            return odd_images(images, column.content.image, _clock(BUDGET / self._pictures))
        size = int(np.prod([each or 1 for each in source.shape])) * source.rows
        if size > LARGEST or source.layout != "dense":
            return []
        if kind == "tokens":
            rows = list(enumerate(source.some(list(range(source.rows)))))
            only = next(iter(self._sizes)) if len(self._sizes) == 1 and column.role == "feature" else None
            return odd_tokens(rows, column.content.padding, only)
        values = np.stack(source.some(list(range(source.rows))))
        if kind_of(values.dtype) not in {"b", "i", "f"}:
            return []
        values = native(np.ascontiguousarray(values).reshape(-1)).reshape(values.shape)
        flags = odd_numbers(values)
        if kind == "classes" and not column.content.one_hot:
            flags += odd_labels(values, column.content.classes)
        return flags + odd_weights(values) if column.role == "sampleWeight" else flags


def _clock(seconds: float) -> Callable[[], bool]:
    deadline = time.monotonic() + seconds
    return lambda: time.monotonic() > deadline
