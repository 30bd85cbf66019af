"""The last steps that can be run again: bounded, without gaps, the state before each of them within reach."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pyadapter.core.ring import MOST_STEPS, Entry, Ring, Snapshot

MIB = 1 << 20

SIZES = st.integers(0, 60)


def step(ring: Ring, number: int, batch: int, state: int) -> bool:
    """Take a step in as training does; says whether a snapshot was made."""
    snapshot = ring.has_room(state, batch) and ring.wants_snapshot(number)
    if snapshot:
        ring.add_snapshot(Snapshot(number, (number,), state))
    ring.add(Entry(number, 0, number, f"batch {number}", batch))
    return snapshot


def filled(every: int, budget: int, *batches: int, state: int) -> Ring:
    ring = Ring(every, budget)
    for number, batch in enumerate(batches):
        step(ring, number, batch, state)
    return ring


@given(st.integers(1, 20), st.integers(0, 300), st.lists(SIZES, min_size=1, max_size=80), SIZES)
def test_what_is_held_is_within_the_budget_after_every_step(
    every: int, budget: int, batches: list[int], state: int
) -> None:
    ring = Ring(every, budget)
    for number, batch in enumerate(batches):
        step(ring, number, batch, state)
        # Where a step is over it by itself, its batch is held as long as it is worked on, and nothing else.
        assert ring.nbytes <= (budget if ring.steps else batch)


@given(st.integers(1, 20), st.integers(0, 300), st.lists(SIZES, min_size=1, max_size=80), SIZES)
def test_every_step_that_is_told_can_be_reached_from_a_snapshot(
    every: int, budget: int, batches: list[int], state: int
) -> None:
    ring = filled(every, budget, *batches, state=state)

    assert ring.reach == len(ring.steps)
    assert not ring.steps or ring.steps[-1] == len(batches) - 1
    for number in ring.steps:
        way = ring.way_to(number)
        assert way is not None
        snapshot, entries = way
        assert snapshot.values == (snapshot.step,)
        assert [entry.step for entry in entries] == list(range(snapshot.step, number + 1))
        assert len(entries) <= every


@given(st.integers(1, 20), st.integers(0, 300), st.lists(SIZES, min_size=1, max_size=60), SIZES, st.data())
def test_the_bytes_are_those_of_what_is_held_whatever_is_forgotten(
    every: int, budget: int, batches: list[int], state: int, data: st.DataObject
) -> None:
    ring = filled(every, budget, *batches, state=state)
    ring.forget_snapshots_after(data.draw(st.integers(0, len(batches))))

    # Of a step that is reached, every batch up to it is held.
    reached = [ring.way_to(number) for number in ring.steps]
    kept = {way[0].step for way in reached if way is not None}
    entries = ring.between(0, len(batches))
    assert ring.nbytes == sum(entry.nbytes for entry in entries) + state * len(kept)
    ring.clear()
    assert (ring.nbytes, ring.reach) == (0, 0)


@given(st.integers(1, 50), st.integers(1, 500))
def test_with_room_for_all_there_is_a_snapshot_every_so_many_steps(every: int, steps: int) -> None:
    ring = Ring(every, MIB)

    made = [number for number in range(steps) if step(ring, number, 1, 1)]

    assert made == list(range(0, steps, every))
    assert ring.reach >= min(steps, MOST_STEPS - every)


def test_of_batches_of_200_mib_and_256_in_all_none_is_held_beside_the_one_in_use() -> None:
    ring = filled(10, 256 * MIB, *[200 * MIB] * 5, state=20 * MIB)

    assert ring.steps == [4]
    assert [entry.step for entry in ring.between(0, 4)] == [4]
    assert ring.nbytes == 220 * MIB


def test_a_state_over_the_budget_leaves_nothing_to_go_back_to_and_says_what_it_needs() -> None:
    ring = filled(10, 256 * MIB, *[MIB] * 30, state=300 * MIB)

    assert ring.steps == []
    assert ring.way_to(29) is None
    assert ring.refused == 301 * MIB
    assert [entry.step for entry in ring.between(0, 29)] == [29]  # the one in use can be watched


def test_after_one_batch_that_is_too_large_steps_can_be_run_again_from_the_next_on() -> None:
    ring = filled(10, 100, 10, 10, 95, 10, 10, state=10)

    assert ring.refused == 0
    assert ring.steps == [3, 4]


def test_what_cannot_be_repeated_is_followed_by_a_snapshot() -> None:
    ring = filled(10, MIB, 1, 1, 1, state=1)
    ring.force()

    assert step(ring, 3, 1, 1)
    assert not step(ring, 4, 1, 1)
    way = ring.way_to(4)
    assert way is not None
    assert way[0].step == 3


def test_the_state_before_the_oldest_step_is_replaced_and_all_steps_stay() -> None:
    ring = Ring(10, 1 << 20)
    ring.add_snapshot(Snapshot(0, ("before",), 8))
    for step in range(5):
        ring.add(Entry(step, 0, step, None, 4))
    ring.replace_snapshot(Snapshot(0, ("with another rate",), 8))
    assert list(ring.steps) == list(range(5))
    assert ring.nbytes == 8 + 5 * 4
    way = ring.way_to(4)
    assert way is not None
    assert way[0].values == ("with another rate",)
