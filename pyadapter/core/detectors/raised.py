"""Detector of errors: from an error that leaves training to the kind of finding that it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pyadapter.core.detectors.dtype_refused import dtype_refused
from pyadapter.core.detectors.shape_mismatch import shape_mismatch
from pyadapter.core.finding import Cause
from pyadapter.core.refusal import first_sentence
from pyadapter.core.symptom import Symptom

if TYPE_CHECKING:
    from pyadapter.core.refusal import Refusal

_LABEL = re.compile(r"label value of (-?\d+) which is outside the valid range of \[0, (\d+)\)")
_INDEX = re.compile(r"indices\[([\d,]*)\] = (-?\d+) is not in \[0, (\d+)\)")


def raised(refusal: Refusal) -> Symptom:
    """Say what an error is: of a kind with a name of its own, else `exception`."""
    return (
        _label_out_of_range(refusal)
        or _index_out_of_range(refusal)
        or dtype_refused(refusal)
        or shape_mismatch(refusal)
        or _exception(refusal)
    )


def _label_out_of_range(refusal: Refusal) -> Symptom | None:
    """TensorFlow's sparse cross-entropy on a CPU refuses labels outside 0 to classes − 1."""
    found = _LABEL.search(refusal.message)
    if found is None or not refusal.by_library:
        return None
    label, classes = int(found[1]), int(found[2])
    return Symptom(
        "label-out-of-range",
        f"Label {label} of {classes} classes",
        f"A label is {label}; the predictions have {classes} classes: 0 to {classes - 1}",
        value=float(label),
    )


def _index_out_of_range(refusal: Refusal) -> Symptom | None:
    """TensorFlow's gather on a CPU refuses indices outside the first dimension of the table."""
    found = _INDEX.search(refusal.message)
    if found is None or not refusal.by_library:
        return None
    index, size = int(found[2]), int(found[3])
    what = f"{refusal.layer} has {size} entries" if refusal.layer else f"the table has {size} entries"
    fix = f"an input_dim of at least {index + 1}, or inputs" if index >= size else "inputs"
    return Symptom(
        "input-range",
        f"Index {index} in {refusal.where}",
        f"An input is {index}; {what}: 0 to {size - 1}",
        (f"at [{found[1]}] of the indices",) if found[1] else (),
        value=float(index),
        causes=(
            Cause(
                "index-out-of-range",
                f"The index {index} names no row of {size}.",
                f"Use {fix} from 0 to {size - 1}.",
                confidence="certain",
            ),
        ),
    )


def _exception(refusal: Refusal) -> Symptom:
    return Symptom(
        "exception",
        f"{refusal.error} in {refusal.where}",
        first_sentence(f"{refusal.error}: {refusal.message}" if refusal.message else refusal.error),
    )
