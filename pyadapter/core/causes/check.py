"""The rules over a training as it is set up, before its first update."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyadapter.core.causes import (
    channel_order,
    class_imbalance,
    constant_input,
    constant_labels,
    dead_relu,
    dropout_high,
    frozen_variables,
    label_out_of_range_setup,
    learning_rate_default,
    learning_rate_high_setup,
    learning_rate_low,
    linear_stack,
    logits_probabilities,
    loss_activation_mismatch,
    loss_for_task,
    missing_flatten,
    nan_in_data,
    output_activation,
    saturating_stack,
    sorted_split,
    target_rank,
    training_mode,
    unscaled_input,
    unscaled_target,
    weight_init,
    wrong_axis,
)
from pyadapter.core.causes.asking import asked, raise_it
from pyadapter.core.causes.order import place, sureness

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pyadapter.core.causes.diagnosis import Diagnosis
    from pyadapter.core.setup import Setup

_RULES: tuple[Callable[[Setup], Iterable[Diagnosis]], ...] = (
    nan_in_data.check,
    constant_input.check,
    label_out_of_range_setup.check,
    constant_labels.check,
    channel_order.check,
    missing_flatten.check,
    target_rank.check,
    wrong_axis.check,
    loss_for_task.check,
    loss_activation_mismatch.check,
    output_activation.check,
    logits_probabilities.check,
    unscaled_target.check,
    sorted_split.check,
    frozen_variables.check,
    unscaled_input.check,
    linear_stack.check,
    weight_init.check,
    saturating_stack.check,
    dropout_high.check,
    training_mode.check,
    learning_rate_high_setup.check,
    learning_rate_low.check,
    learning_rate_default.check,
    dead_relu.check,
    class_imbalance.check,
)
"""The likeliest first among those that are equally sure: what is wrong earlier explains what follows."""

_BY_TEXT = frozenset({
    channel_order.check, dropout_high.check, learning_rate_default.check, learning_rate_high_setup.check,
    learning_rate_low.check, linear_stack.check, logits_probabilities.check, loss_activation_mismatch.check,
    output_activation.check, saturating_stack.check, weight_init.check,
})  # fmt: skip
"""Rules that need no data and no weights: what a source says is enough for them."""


def check(setup: Setup, failed: Callable[[Exception], None] = raise_it) -> tuple[Diagnosis, ...]:
    """Judge a set-up.

    Args:
        setup: All that is known.
        failed: Is told of rules that raise.

    Returns:
        The diagnoses: findings before hints before what is silent, the surest first, and then as what comes
        earlier in the chain from data to numbers explains what follows.
    """
    rules = _RULES if setup.measured else tuple(rule for rule in _RULES if rule in _BY_TEXT)
    found = asked(rules, setup, failed)
    order = ("finding", "hint", "silent")
    found.sort(key=lambda each: (order.index(each.severity), sureness(each.cause), place(each.cause)))
    return tuple(found)
