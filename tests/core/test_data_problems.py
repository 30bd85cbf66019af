"""What looks wrong with data, by its values and by what the model makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from pyadapter.core.batch.contents import Hints, content_of
from pyadapter.core.trials.data import Values, describe
from pyadapter.core.trials.data_problems import problems
from pyadapter.core.trials.problem import Problem, Use

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pyadapter.core.batch.contents import Role

RNG = np.random.default_rng(0)
SPARSE = "sparse_categorical_crossentropy"


def values(  # noqa: PLR0913 -- what an array of the data has
    name: str,
    *batches: NDArray[Any],
    role: Role = "feature",
    loss: str | None = None,
    answers: tuple[int, ...] | None = None,
    embedded: bool = False,
    whole: NDArray[Any] | None = None,
) -> Values:
    content = content_of(role, batches[0], Hints(loss=loss, embedded=embedded))
    shape = "×".join(map(str, batches[0].shape))
    return Values(
        name, role, shape, str(batches[0].dtype), content, batches, loss=loss, answers=answers, whole=whole
    )


def inputs(rows: int = 32, count: int = 4) -> Values:
    return values("x", *(RNG.normal(size=(rows, 5)).astype(np.float32) for _ in range(count)))


def labels(*batches: Any, loss: str = SPARSE, classes: int = 3, **more: Any) -> Values:
    arrays = [np.asarray(batch) for batch in batches]
    answers = more.pop("answers", (len(arrays[0]), classes))
    return values("y", *arrays, role="label", loss=loss, answers=answers, **more)


def found(*columns: Values, use: Use | None = None) -> tuple[Problem, ...]:
    return problems([describe(column) for column in columns], use or Use(losses=True))


def mixed(classes: int = 3, count: int = 4) -> list[NDArray[np.int64]]:
    return [RNG.permutation(np.arange(32) % classes) for _ in range(count)]


def test_healthy_data_has_nothing_wrong() -> None:
    assert found(inputs(), labels(*mixed())) == ()
    assert (
        found(inputs(), labels(*(np.eye(3)[each] for each in mixed()), loss="categorical_crossentropy")) == ()
    )
    targets = [RNG.normal(size=(32, 1)) for _ in range(4)]
    assert found(inputs(), labels(*targets, loss="mean_squared_error", answers=(32, 1))) == ()


@pytest.mark.parametrize(
    ("column", "cause", "said"),
    [
        (labels(*mixed(), classes=2), "label-out-of-range", "Label 2 of 2 classes"),
        (labels(*(each / 255 for each in mixed())), "label-out-of-range", "cuts them off"),
        (labels(*(np.zeros(32, int) for _ in range(4))), "constant-labels", "All 128 labels"),
        (labels(*(np.full(32, place) for place in (0, 0, 1, 2))), "sorted-split", "(0, 0, 1, 2)"),
        (labels(*(np.eye(3)[each] for each in mixed())), "loss-for-task", "one-hot rows, where sparse"),
        (labels(*mixed(), loss="categorical_crossentropy"), "loss-for-task", "numbers of classes"),
        (labels(*mixed(), loss="mean_squared_error"), "target-rank", "all 3 answers"),
        (labels(np.array(["cat", "dog"] * 16)), "label-out-of-range", "no loss takes text"),
        (
            labels(np.array([0.0, np.nan] * 16), loss="mean_squared_error", answers=(32, 1)),
            "nan-in-data",
            "16 of 32",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_wrong_labels_are_told_with_their_numbers(column: Values, cause: str, said: str) -> None:
    first = found(inputs(), column)[0]
    assert (first.id, first.wrong) == (cause, True)
    assert said in first.message
    assert first.fix


def test_the_beginning_of_sorted_arrays_is_not_called_constant() -> None:
    column = labels(*(np.zeros(32, int) for _ in range(4)), whole=np.repeat([0, 1, 2], 200))
    assert [problem.id for problem in found(inputs(), column)] == ["sorted-split"]


def test_a_batch_of_one_class_is_no_wonder_where_that_class_is_frequent() -> None:
    rare = [np.zeros(8, int) for _ in range(7)] + [np.array([0, 0, 0, 1, 0, 0, 0, 0])]
    assert [problem.id for problem in found(inputs(8, 8), labels(*rare))] == ["class-imbalance"]


def test_labels_among_the_inputs_are_told_by_their_key() -> None:
    inside = values("x['labels']", np.arange(32) % 2)
    first = found(inputs(), inside)[0]
    assert (first.id, first.wrong) == ("labels-in-inputs", True)
    assert "x.pop('labels')" in first.fix
    assert not found(inputs(), inside, use=Use(own_step=True))[0].wrong


def test_no_labels_are_wrong_only_for_a_loss_that_compares_with_them() -> None:
    assert [problem.id for problem in found(inputs())] == ["labels-in-inputs"]
    assert found(inputs(), use=Use(losses=False)) == ()


def test_rows_that_are_not_finite_are_those_of_the_users_array_where_it_is_known() -> None:
    whole = RNG.normal(size=(100, 5))
    whole[77, 2] = np.nan
    column = values("x", whole[:32], whole=whole)
    assert (
        "1 of 500 values of x are NaN or infinite: row 77 of all"
        in found(column, labels(*mixed()))[0].message
    )


@pytest.mark.parametrize(("scaled", "wrong"), [(False, ["unscaled-input"]), (True, [])])
def test_large_inputs_are_wrong_unless_the_model_scales_them(scaled: bool, wrong: list[str]) -> None:
    pictures = values("x", *(RNG.uniform(0, 255, (32, 784)) for _ in range(2)))
    assert [
        each.id for each in found(pictures, labels(*mixed()), use=Use(losses=True, scaled=scaled))
    ] == wrong


def tokens() -> NDArray[np.int64]:
    ids = RNG.integers(1, 50, (32, 12))
    ids[np.arange(12) >= RNG.integers(3, 11, (32, 1))] = 0
    return ids


def test_ids_that_an_embedding_has_no_vector_for_are_wrong() -> None:
    column = values("x", tokens(), embedded=True)
    assert found(column, labels(*mixed()), use=Use(losses=True, embedding=60)) == ()
    first = found(column, labels(*mixed()), use=Use(losses=True, embedding=40))[0]
    assert (first.id, first.wrong) == ("label-out-of-range", True)


def test_masks_are_compared_with_padding() -> None:
    ids = tokens()
    texts = values("x['ids']", ids, embedded=True)

    def with_mask(mask: Any) -> tuple[Problem, ...]:
        return found(texts, values("x['attention_mask']", mask.astype(np.int64)), labels(*mixed()))

    assert with_mask(ids != 0) == ()
    assert "the other way round" in with_mask(ids == 0)[0].message
    assert "disagree at" in with_mask(np.ones_like(ids))[0].message
    assert not with_mask(np.ones_like(ids))[0].wrong


def test_imbalance_and_constant_columns_are_worth_knowing_and_not_wrong() -> None:
    table = RNG.normal(size=(128, 5))
    table[:, 3] = 7
    batch = (np.arange(128) % 25 == 0).astype(int)
    problem, other = found(values("x", table), labels(batch, classes=2, answers=(128, 2)))
    assert (problem.id, other.id) == ("constant-columns", "class-imbalance")
    assert not problem.wrong
    assert not other.wrong
    assert "Class 0 is 20.3 times as frequent as class 1" in other.message


def test_a_refused_batch_and_a_first_loss_that_is_not_finite_are_wrong() -> None:
    use = Use(losses=True, refused="Matrix size-incompatible", loss=float("nan"))
    said = [problem.message for problem in found(inputs(), labels(*mixed()), use=use)]
    assert "Matrix size-incompatible" in said[0]
    assert "before any training" in said[1]


def test_token_ids_are_described_by_their_lengths_and_padding() -> None:
    ids = np.array([[3, 4, 0, 0], [5, 6, 7, 0], [8, 9, 0, 0]])
    facts = " ".join(describe(values("x", ids, embedded=True)).facts)
    assert "lengths 2 to 3" in facts
    assert "padding is 0: 42%" in facts


def test_labels_are_counted_by_class_or_value() -> None:
    counted = describe(labels([0, 0, 2], classes=3)).bars
    assert [(bar.name, bar.count) for bar in counted] == [("0", 2), ("2", 1)]
    numbers = describe(labels([0.5, 0.5, 1.0], loss="mean_squared_error", answers=(3, 1))).bars
    assert [(bar.name, bar.count) for bar in numbers] == [("0.5", 2), ("1", 1)]


def test_a_blank_picture_is_named_by_its_row_in_the_users_array() -> None:
    pictures = RNG.uniform(size=(200, 16, 16, 1))
    pictures[123] = 0
    (problem,) = found(values("x", pictures[:32], whole=pictures), labels(*mixed()))
    assert "1 of 200 pictures of x has one value only: row 123." in problem.message
    assert not problem.wrong


def test_an_empty_text_is_named_by_its_row_in_the_users_array() -> None:
    ids = np.concatenate([tokens(), np.zeros((1, 12), int)])
    (problem,) = found(values("x", ids[:32], embedded=True, whole=ids), labels(*mixed()))
    assert "nothing but padding: row 32" in problem.message
