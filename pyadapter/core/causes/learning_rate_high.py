"""Cause `learning-rate-high`: the loss ran away before it overflowed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pyadapter.core.digest import short_number
from pyadapter.core.finding import Cause

if TYPE_CHECKING:
    from pyadapter.core.causes.facts import Facts

GROWTH = 2.0
"""Growth of the loss in each step that counts as running away (TheDeepChecker's threshold for gradients)."""

STEPS = 3
"""Steps in a row that must grow so: two losses can differ because two batches do."""

TOTAL = 100.0
"""Growth over all of these steps."""

SURE = 1e6
"""Growth over two steps that no pair of batches explains: the third loss has already overflowed."""


def find(facts: Facts) -> Cause | None:
    """Look for losses that grew in every one of the last steps, by orders of magnitude."""
    if facts.learning_rate is None:
        return None
    run: list[float] = []
    for loss in reversed(facts.recent_losses):
        if run and abs(loss) == run[-1]:  # a loss that was seen twice is no step
            continue
        if not math.isfinite(loss) or (run and abs(loss) * GROWTH > run[-1]):
            break
        run.append(abs(loss))
    steps = len(run) - 1
    if steps < 2 or not run[-1] or run[0] < run[-1] * (TOTAL if steps >= STEPS else SURE):  # noqa: PLR2004 - see SURE
        return None
    rate = short_number(facts.learning_rate)
    optimizer = facts.optimizer or "SGD"
    return Cause(
        id="learning-rate-high",
        message=(
            f"The loss grew from {short_number(run[-1])} to {short_number(run[0])} in {steps} steps"
            f" at a learning rate of {rate}."
        ),
        fix=f"keras.optimizers.{optimizer}(learning_rate={_lower(facts.learning_rate)}, clipnorm=1.0)",
        location=facts.setup.optimizer.location if facts.setup and facts.setup.optimizer else None,
    )


def _lower(rate: float) -> str:
    return f"{10.0 ** (round(math.log10(rate)) - 1):g}" if rate > 0 else "0.001"
