"""Which readings of compiled steps are a reason to look at a step again, and how often one is looked at."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pyadapter.core.check_ups import SHARE, CheckUps
from pyadapter.core.condition import compile_condition
from pyadapter.core.history import History
from pyadapter.core.sentinel import LONGEST_WAIT, Judge, Layout, Reading, Trip
from pyadapter.core.step_conditions import StepConditions

if TYPE_CHECKING:
    from pyadapter.core.finding import Kind


KINDS: frozenset[Kind] = frozenset({"nan", "gradient-exploding", "label-out-of-range"})


def judge() -> Judge:
    made = Judge()
    made.kinds = KINDS
    return made


def reading(step: int, loss: float = 1.0, bad_labels: int = 0) -> Reading:
    return Reading(step, loss, np.ones(2), bad_labels)


def test_what_stays_bad_trips_once_until_it_was_healthy() -> None:
    judged = judge()
    losses = [1.0, np.nan, np.nan, np.nan, 1.0, np.nan]

    tripped = [step for step, loss in enumerate(losses) if judged.judge(reading(step, loss))]

    assert tripped == [1, 5]


def test_labels_that_are_out_of_range_trip_before_the_nan_they_make() -> None:
    trip = judge().judge(reading(3, np.nan, bad_labels=2))

    assert trip == Trip(3, "label-out-of-range", "2 labels of step 3 are out of range")


def test_kinds_that_nobody_wants_do_not_trip() -> None:
    assert Judge().judge(reading(0, np.nan, bad_labels=1)) is None


def test_a_suspicion_in_every_step_is_listened_to_ever_less() -> None:
    judged, steps = judge(), 4000

    heard = [
        step
        for step in range(steps)
        if judged.judge(reading(step), [Trip(step, "gradient-exploding", "it grows")])
    ]

    assert heard[0] == 0
    assert len(heard) <= 1 + np.log2(steps) + steps / LONGEST_WAIT
    assert all(after - before <= LONGEST_WAIT for before, after in pairwise(heard))


def test_other_breakpoints_are_listened_to_at_once() -> None:
    judged = judge()
    trip = Trip(0, "gradient-exploding", "it grows")
    for step in range(4):
        judged.judge(reading(step), [Trip(step, trip.kind, trip.message)])
    judged.forget()

    assert judged.judge(reading(4), [Trip(4, trip.kind, trip.message)]) is not None


def test_a_condition_of_the_users_is_never_muted() -> None:
    judged = judge()

    assert all(judged.judge(reading(step), [Trip(step, "step", "")]) for step in range(20))


@given(st.lists(st.floats(0, 1e4, width=32), min_size=2, max_size=20))
def test_a_reading_is_what_the_graph_returned(numbers: list[float]) -> None:
    layout = Layout(loss=True, variables=tuple("abcdefghijklmnopqrst"[: len(numbers) - 2]))
    numbers[1] = float(int(numbers[1]))

    read = Reading.of(7, np.array(numbers, np.float32), layout)

    assert read.finite
    assert read.bad_labels == int(numbers[1])
    assert np.isclose(read.gradient_norm, np.sqrt(sum(numbers[2:])))
    assert read.same_as(Reading.of(7, np.array(numbers, np.float32), layout))


@given(st.lists(st.booleans(), min_size=1, max_size=40))
def test_a_condition_is_told_where_it_begins_to_hold(holds: list[bool]) -> None:
    conditions, condition = StepConditions(), compile_condition("loss > 5", kind="step")

    due = [
        step
        for step, held in enumerate(holds)
        for _ in range(2)  # a step that runs again says the same
        if conditions.due([condition], step, {"step": step, "loss": 9.0 if held else 1.0})
    ]

    begins = [step for step, held in enumerate(holds) if held and not (step and holds[step - 1])]
    assert due == [step for step in begins for _ in range(2)]


@given(st.lists(st.integers(0, 30), min_size=1, max_size=200))
def test_a_history_forgets_the_steps_that_run_again(steps: list[int]) -> None:
    history, kept = History(1, capacity=8), dict[int, float]()
    for number, step in enumerate(steps):
        history.forget_from(step)
        kept = {each: value for each, value in kept.items() if each < step} | {step: float(number)}
        history.add(step, [float(number)])

    assert history.series(0)[-1] == (steps[-1], float(len(steps) - 1))
    assert set(history.series(0)) <= set(kept.items())


@given(st.floats(0.001, 2.0), st.floats(0.001, 0.5))
def test_check_ups_take_their_share_of_the_time_and_no_more(seconds: float, cost: float) -> None:
    now = spent = 0.0
    check_ups = CheckUps(lambda: now)
    for step in range(300):
        if step == 0 or check_ups.due(step):
            with check_ups.paid():
                now += cost
                spent += cost
        now += seconds

    assert spent <= max(SHARE * now, cost) + 1e-9


def test_check_ups_come_at_a_distance_that_was_asked_for() -> None:
    check_ups = CheckUps(lambda: 0.0, every=25)

    assert [step for step in range(101) if check_ups.due(step)] == [0, 25, 50, 75, 100]
