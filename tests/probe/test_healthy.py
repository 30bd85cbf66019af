"""Healthy training of every sort, with every kind of finding armed: nothing may be found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import keras
import pytest

from pyadapter.core import kinds
from tests.probe.healthy import architectures, data, layers, loops, losses, numbers, optimizers

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.probe.conftest import Watched

pytestmark = pytest.mark.tensorflow
WORKLOADS: tuple[Callable[[], None], ...] = (
    *numbers.WORKLOADS,
    *layers.WORKLOADS,
    *architectures.WORKLOADS,
    *losses.WORKLOADS,
    *optimizers.WORKLOADS,
    *data.WORKLOADS,
    *loops.WORKLOADS,
)


@pytest.mark.parametrize("workload", WORKLOADS, ids=lambda workload: str(workload.__name__))
def test_a_healthy_workload_has_no_finding(
    watch: Callable[..., Watched], caplog: pytest.LogCaptureFixture, workload: Callable[[], None]
) -> None:
    watched = watch(*({"kind": kind} for kind in kinds.ALL))
    keras.utils.set_random_seed(4)
    workload()

    assert [(finding.kind, finding.title, finding.message) for finding in watched.findings] == []
    assert [record.message for record in caplog.records if record.name.startswith("keras-debug")] == []


def test_the_zoo_is_large() -> None:
    assert len(set(WORKLOADS)) >= 40
