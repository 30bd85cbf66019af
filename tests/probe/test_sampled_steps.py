"""Which steps are looked at more closely."""

from __future__ import annotations

import pytest

from pyadapter.probe.watch.sampled_steps import CREDIT, SHARE, SampledSteps


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize(("step", "cost"), [(0.01, 0.0005), (0.1, 0.01), (1.0, 0.001), (0.001, 0.02)])
def test_looking_takes_its_share_of_the_time_and_no_more(step: float, cost: float) -> None:
    clock, spent = Clock(), 0.0
    steps = SampledSteps(clock)
    for _ in range(20_000):
        steps.next()
        if steps.now:
            with steps.paid():
                clock.now += cost
            spent += cost
        clock.now += step
    # One step may cost more than there is credit for.
    assert spent <= SHARE * clock.now + CREDIT + cost
    if cost > SHARE * step:
        assert spent > 0.5 * SHARE * clock.now


def test_cheap_looks_are_taken_in_every_step_and_the_first_ones_in_any_case() -> None:
    clock = Clock()
    steps = SampledSteps(clock)
    looked = []
    for _ in range(5):
        steps.next()
        looked.append(steps.now)
        with steps.paid():
            clock.now += 0.6 * CREDIT
    assert looked == [True, True, False, False, False]


def test_a_pause_of_an_hour_buys_no_more_than_the_credit() -> None:
    clock = Clock()
    steps = SampledSteps(clock)
    clock.now = 3600.0
    steps.next()
    with steps.paid():
        clock.now += 1.1 * CREDIT
    steps.next()
    assert not steps.now


def test_steps_that_are_not_wanted_are_not_looked_at() -> None:
    steps = SampledSteps(Clock())
    steps.next(wanted=False)
    assert not steps.now
