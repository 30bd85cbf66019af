"""From a fault to the plain facts that diagnoses look at, and to the causes they find."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pyadapter.arrays import digest, view
from pyadapter.core.causes import Facts, Value, diagnose
from pyadapter.core.causes.order import sureness
from pyadapter.probe.patches import contained, failed
from pyadapter.probe.setup.joins import joins
from pyadapter.probe.setup.literals import small_numbers
from pyadapter.probe.watch.batches import batch_leaves
from pyadapter.probe.watch.heads import units_of
from pyadapter.probe.watch.labels import built_in
from pyadapter.probe.watch.layer_lines import made_at
from pyadapter.probe.watch.values import learning_rate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from pyadapter.core.digest import TensorDigest
    from pyadapter.core.finding import Cause, Finding, Location
    from pyadapter.core.setup import Setup
    from pyadapter.probe.progress import Progress
    from pyadapter.probe.watch.origins import Fault, Origin


def causes_of(  # noqa: PLR0913, PLR0917 -- what a diagnosis looks at
    fault: Fault,
    finding: Finding,
    inputs: Sequence[TensorDigest | None],
    progress: Progress,
    recent_losses: Sequence[float],
    setup: Callable[[Any], Setup | None],
    out_of_time: Callable[[], bool],
) -> tuple[Cause, ...]:
    """Explain a finding.

    Args:
        fault: What was seen.
        finding: What is told of it so far.
        inputs: Digests of the op's inputs in the op's own order, None where there are no numbers.
        progress: Has the batch.
        recent_losses: Losses of the steps before this one.
        setup: Describes how the training of a model is set up.
        out_of_time: As for `digest`.
    """
    features, labels = _columns(progress, out_of_time)
    model = fault.site.model
    loss = fault.loss if fault.loss is not None else getattr(model, "loss", None)
    optimizer = getattr(model, "optimizer", None) or _only(progress.optimizers)
    facts = Facts(
        kind=finding.kind,
        phase=finding.phase,
        op=finding.op,
        forward_op=fault.forward.op if fault.forward is not None else None,
        output=_value(finding.tensor),
        inputs=tuple(
            replace(_value(item) or Value(), made_by=_maker(fault, index))
            for index, item in enumerate(inputs)
        ),
        features=features,
        labels=labels,
        classes=_classes(fault.site.predictions, model),
        loss=_loss_name(loss),
        ignored_label=getattr(loss, "ignore_class", None),
        loss_scaled=fault.loss_scaled,
        optimizer=None if optimizer is None else type(optimizer).__name__,
        learning_rate=learning_rate(optimizer),
        in_library=fault.site.in_library,
        recent_losses=tuple(recent_losses),
        location=finding.location,
        head=_head(fault) if finding.kind == "label-out-of-range" else None,
        setup=contained(setup, model),
        layer=finding.layer,
        refusal=fault.refusal,
        literals=contained(small_numbers, finding.location) or (),
        refused=fault.refused,
        unreached=fault.unreached,
        joined=(contained(joins, finding.location) or ()) if finding.kind == "shape-mismatch" else (),
    )
    causes = list(diagnose(facts, failed))
    if fault.origin is not None:
        causes = _traced(causes, fault.origin, facts)
    return tuple(
        replace(cause, location=finding.location)
        if cause.location is None and cause.id == "numeric-domain"
        else cause
        for cause in causes
    )


def _traced(causes: list[Cause], origin: Origin, facts: Facts) -> list[Cause]:
    """Explain the infinity instead of the NaN that was made of it, where that can be explained."""
    inputs = tuple(
        Value(name=name, statistics=statistics)
        for name, statistics in zip(
            origin.input_names or [None] * len(origin.inputs), origin.inputs, strict=False
        )
    )
    before = Facts(
        kind=facts.kind,
        phase=facts.phase,
        op=origin.op,
        inputs=inputs,
        location=origin.location,
        literals=contained(small_numbers, origin.location) or (),
    )
    explained = [
        replace(cause, location=cause.location or origin.location)
        for cause in diagnose(before, failed)
        if cause.id in {"epsilon-underflow", "numeric-domain"}
    ]
    if not explained:
        return causes
    others = [cause for cause in causes if cause.id != "numeric-domain"]
    return sorted((*others, *explained), key=sureness)


def _columns(
    progress: Progress, out_of_time: Callable[[], bool]
) -> tuple[tuple[Value, ...], tuple[Value, ...]]:
    features: list[Value] = []
    labels: list[Value] = []
    for role, name, leaf in batch_leaves(progress.batch):
        seen = view(leaf)
        if seen is not None and seen.numeric:
            found = _value(digest(seen, name=name, level="sampled", out_of_time=out_of_time))
            if found is not None:
                (labels if role == "label" else features).append(found)
    return tuple(features), tuple(labels)


def _value(described: TensorDigest | None) -> Value | None:
    if described is None:
        return None
    return Value(described.name, described.shape, described.dtype, described.statistics)


def _maker(fault: Fault, index: int) -> str | None:
    health = fault.input_healths[index] if index < len(fault.input_healths) else None
    return fault.origin.op if fault.origin is not None and health is not None and health.bad else None


def _classes(predictions: Any, model: Any) -> int | None:
    shape = getattr(predictions, "shape", None)
    if shape is None:
        try:
            shape = model.output_shape
        except (AttributeError, ValueError, RuntimeError):  # no model, or one that is not built
            return None
    if not isinstance(shape, (tuple, list)) and not hasattr(shape, "rank"):
        return None
    last = list(shape)[-1] if len(shape) else None
    return last if isinstance(last, int) else None


def _loss_name(loss: Any) -> str | None:
    if loss is None or isinstance(loss, str):
        return loss
    return built_in(loss) or getattr(loss, "__name__", None) or getattr(loss, "name", None)


def _head(fault: Fault) -> Location | None:
    layer = units_of(fault.site.predictions, fault.site.model)
    return None if layer is None else made_at(layer)


def _only(optimizers: Iterable[Any]) -> Any:
    """Return the optimizer of a hand-written loop; None where there are several, or none yet."""
    found = list(optimizers)
    return found[0] if len(found) == 1 else None
