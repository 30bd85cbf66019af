"""Two recorded runs: read as written, and compared step by step."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyadapter.core.parting import part
from pyadapter.core.run_digest import (
    STAGES,
    RecordedStep,
    RunRecord,
    Stage,
    ValueDigest,
    digest_of,
    header_line,
    note_line,
    read_record,
    start_line,
    step_line,
)
from pyadapter.core.run_matching import difference

NAMES: dict[Stage, tuple[str, ...]] = {
    "batch": ("x", "y"),
    "outputs": ("net/first", "net/norm", "net/last"),
    "loss": ("loss",),
    "gradients": ("first/kernel", "last/kernel"),
    "weights": ("first/kernel", "last/kernel"),
}


def digest(name: str, array: np.ndarray, kind: str = "") -> ValueDigest:
    made = digest_of(name, kind, array)
    assert made is not None
    return made


def values(step: int, stage: str, index: int) -> np.ndarray:
    return np.random.default_rng([step, STAGES.index(stage), index]).normal(size=(4, 3 + index))


def run(
    steps: int = 3, changed: dict[tuple[int, str, int], float] | None = None, noise: float = 0.0
) -> RunRecord:
    """Make a run; `changed` adds to one value of a tensor, `noise` to all."""
    record = RunRecord({}, [digest("first/kernel", values(99, "weights", 0))])
    for number in range(steps):
        step = RecordedStep(number)
        for stage, names in NAMES.items():
            arrays = [values(number, stage, index) for index in range(len(names))]
            for index, array in enumerate(arrays):
                array += noise if stage != "batch" else 0  # noqa: PLW2901 -- in place
                array[0, 0] += (changed or {}).get((number, stage, index), 0.0)
            step.stages[stage] = [digest(name, array) for name, array in zip(names, arrays, strict=True)]
        record.steps.append(step)
    return record


def test_a_recording_is_read_as_it_was_written() -> None:
    record = run()
    record.steps[1].stages["loss"] = [digest("loss", np.array(np.nan, np.float32))]
    lines = [
        header_line({"script": "train.py"}),
        start_line(record.start),
        note_line("something was not seen"),
        *map(step_line, record.steps),
    ]
    read = read_record(lines)

    assert read.header["script"] == "train.py"
    assert read.notes == ["something was not seen"]
    assert [step.number for step in read.steps] == [0, 1, 2]
    assert part(record, read).step is None
    assert all(json.loads(line, parse_constant=pytest.fail) for line in lines)  # no NaN, which is no JSON
    assert read.steps[1].stages["loss"][0].bad == 1


def test_a_run_that_was_killed_is_read_up_to_there() -> None:
    lines = [header_line({}), *map(step_line, run().steps)]
    read = read_record([*lines[:-1], lines[-1][:40]])

    assert len(read.steps) == 2
    assert "breaks off" in read.notes[0]


@pytest.mark.parametrize("lines", [[], ["no JSON"], ["{}"], ["[1]"], ['{"format": "keras-debug recording"}']])
def test_what_is_no_recording_is_refused(lines: list[str]) -> None:
    with pytest.raises(ValueError, match=r"it (is|has)"):
        read_record(lines)


@given(st.sampled_from([(step, stage, index) for step in range(3) for stage in STAGES for index in range(1)]))
def test_runs_part_where_the_first_tensor_differs(place: tuple[int, str, int]) -> None:
    later = {(2, "weights", 1): 1.0}
    found = part(run(), run(changed={**later, place: 0.5}))

    assert (found.step, found.stage) == place[:2]
    assert found.pair is not None
    assert found.pair.one.name == NAMES[place[1]][place[2]]  # type: ignore[index]


def test_runs_that_differ_by_rounding_are_the_same_until_the_tolerance_is_less() -> None:
    found = part(run(), run(noise=1e-9), 1e-6)

    assert found.step is None
    assert 0 < found.worst < 1e-6
    assert part(run(), run(noise=1e-9), 1e-12).step == 0


def test_other_weights_before_the_first_step_are_said_first() -> None:
    other = run(changed={(0, "batch", 0): 1.0})
    other.start = [digest("first/kernel", values(98, "weights", 0))]
    found = part(run(), other)

    assert (found.step, found.stage) == (-1, "weights")


def test_a_batch_in_another_order_is_told_from_other_data() -> None:
    one, other = run(1), run(1)
    array = values(0, "batch", 0)
    other.steps[0].stages["batch"][0] = digest("x", array[::-1])

    assert part(one, other).reordered
    other.steps[0].stages["batch"][0] = digest("x", array + 1)
    assert not part(one, other).reordered


def test_the_dtype_decides_what_is_the_same() -> None:
    one, other = run(1), run(1)
    half = values(0, "outputs", 1).astype(np.float16)
    other.steps[0].stages["outputs"][1] = digest("net/norm", half)

    assert part(one, other).step is None
    assert part(one, other).dtypes == ("float16", "float64")
    assert part(one, other, 1e-6).stage == "outputs"


def test_layers_with_other_names_are_matched_by_order_and_shape() -> None:
    one, other = run(1), run(1)
    outputs = other.steps[0].stages["outputs"]
    renamed = [replace(each, name=f"port/{index}") for index, each in enumerate(outputs)]
    # The port has a layer more, of a shape that the next one has, too.
    extra = digest("port/extra", values(7, "outputs", 1))
    other.steps[0].stages["outputs"] = [renamed[0], extra, renamed[1], renamed[2]]
    found = part(one, other)

    assert found.step is None
    assert found.by_order
    assert "port/extra" in found.unmatched[1]


def test_a_difference_that_grows_is_rounding_that_adds_up() -> None:
    one = run(4)
    steps = {(number, "weights", 0): 1e-7 * 30**number for number in range(4)}
    found = part(one, run(4, steps), 1e-4)

    assert found.step == 3
    assert found.gradual


def test_what_is_nothing_but_rounding_beside_the_others_does_not_count() -> None:
    one, other = run(1), run(1)
    for record, noise in ((one, 1e-9), (other, -1e-9)):
        record.steps[0].stages["gradients"].append(digest("bias", np.full((4, 3), noise)))

    assert part(one, other, 1e-4).step is None
    assert difference(one.steps[0].stages["gradients"][-1], other.steps[0].stages["gradients"][-1]) > 1


def test_a_step_without_an_update_parts_two_runs_and_a_run_without_any_does_not() -> None:
    other = run(3)
    del other.steps[1].stages["weights"]
    found = part(other, run(3))
    assert (found.step, found.stage, found.without_update) == (1, "weights", 0)

    for step in other.steps:
        step.stages.pop("weights", None)
    assert part(other, run(3)).step is None


def test_a_value_that_is_no_longer_finite_parts_two_runs() -> None:
    other = run(1, {(0, "outputs", 2): np.inf})

    assert part(run(1), other).pair is not None
    assert part(other, run(1, {(0, "outputs", 2): np.inf})).step is None


def test_runs_without_a_common_step_cannot_be_compared() -> None:
    other = run(1)
    other.steps[0].number = 5
    with pytest.raises(ValueError, match="no step in common"):
        part(run(1), other)


def test_texts_have_no_digest() -> None:
    assert digest_of("names", "", np.array(["a", "b"])) is None


@given(st.integers(1, 100_000))
def test_a_digest_is_numpys_also_of_many_values(count: int) -> None:
    array = np.linspace(-1, 3, count, dtype=np.float32)
    made = digest("x", array)

    assert made.mean == pytest.approx(array.mean(dtype=np.float64), abs=0.02)
    assert made.norm == pytest.approx(float(np.linalg.norm(array.astype(np.float64))), rel=0.02)
    assert len(made.samples) == min(8, count)
