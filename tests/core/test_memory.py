"""What holds the memory of a step, and what to make smaller first."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pyadapter.core.detectors.memory import Held, Memory, by_layer, in_words, over_budget, refused

MIB = 1 << 20
STEP = (
    Held("m/conv", "Conv2D", (256, 32, 32, 16), 16 * MIB),
    Held("m/conv", "Relu", (256, 32, 32, 16), 16 * MIB),
    Held("m/head", "MatMul", (256, 4096), 4 * MIB),
)


def test_within_the_budget_nothing_is_said() -> None:
    assert over_budget(Memory(STEP, 256, 36 * MIB), "m/head") is None
    assert over_budget(Memory(STEP, 256, None), "m/head") is None


def test_over_the_budget_the_largest_layers_are_named() -> None:
    found = over_budget(Memory(STEP, 256, 20 * MIB), "m/head")

    assert found is not None
    assert found.title == "Out of memory in head"
    assert found.summary == "The tensors of this step take 36 MiB, the budget is 20 MiB"
    assert found.evidence == (
        "32 MiB in m/conv: Conv2D (256, 32, 32, 16) is 16 MiB",
        "4 MiB in m/head: MatMul (256, 4096) is 4 MiB",
    )
    assert found.value == 36 * MIB
    (cause,) = found.causes
    assert cause.message == "36 MiB of 36 MiB grow with the 256 rows of the batch."
    assert cause.fix == "batch_size=128, or a smaller conv"


def test_rows_that_most_tensors_have_are_a_batch_too() -> None:
    found = over_budget(Memory(STEP, None, 20 * MIB), None)

    assert found is not None
    assert found.causes[0].fix == "128 rows at a time, or a smaller conv"


def test_what_does_not_grow_with_the_batch_is_the_layers() -> None:
    table = Held("m/embedding", "RandomUniform", (1_000_000, 64), 244 * MIB)
    found = over_budget(Memory((*STEP, table), 256, 100 * MIB), None)

    assert found is not None
    (cause,) = found.causes
    assert cause.fix == "Make embedding smaller: its RandomUniform is (1000000, 64)."


def test_an_allocators_refusal_says_for_what_there_is_no_room() -> None:
    text = "OOM when allocating tensor with shape[256,4096,4096] and type float on /device:GPU:0 by allocator"
    found = refused(text, Memory(STEP, 256), "m/attention")

    assert (
        found.summary
        == "There is no room for a tensor (256, 4096, 4096) of 16 GiB beside 36 MiB of this step"
    )
    assert found.causes[0].fix.startswith("batch_size=")
    numpy = "Unable to allocate 72.8 TiB for an array with shape (10000000, 1000000) and data type float64"
    found = refused(numpy, Memory(()), None)
    assert found.summary == "There is no room for a tensor (10000000, 1000000) of 72.8 TiB"
    assert found.causes


def test_a_device_that_knows_says_how_much_is_in_use() -> None:
    found = refused("OOM when allocating tensor", Memory(STEP, 256, None, 7 << 30), None)
    assert found.evidence[-1] == "7 GiB are in use on the device"


def test_other_words_of_an_allocator_are_understood_too() -> None:
    assert refused("Out of memory while trying to allocate", Memory(STEP, None), None).kind == "out-of-memory"


@given(
    st.lists(st.builds(Held, st.sampled_from("abc"), st.just("Op"), st.just((2, 3)), st.integers(0, 10**12)))
)
def test_sums_of_layers_are_the_total(held: list[Held]) -> None:
    memory = Memory(tuple(held), 2, 10**11)
    sums = by_layer(held)

    assert sum(size for _, size, _ in sums) == memory.total
    assert [size for _, size, _ in sums] == sorted((size for _, size, _ in sums), reverse=True)
    found = over_budget(memory, None)
    assert (found is not None) == (memory.total > 10**11)
    assert found is None or all(len(line) <= 85 for line in (found.summary, *found.evidence))


@given(st.integers(0, 10**15))
def test_sizes_have_three_digits(size: int) -> None:
    assert len(in_words(size)) <= 9
