"""Breakpoints: where, on which condition and how often a fault must be seen, and what is told only once."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from pyadapter.core.finding import Location
from pyadapter.core.symptom import Symptom
from pyadapter.probe.breakpoints import Breakpoints
from pyadapter.probe.inspection import Inspection
from pyadapter.probe.told import RUNAWAY_STEPS
from pyadapter.probe.watch.frames import site_of
from pyadapter.probe.watch.origins import fault_of
from tests.probe.conftest import line_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.probe.conftest import Watched

    Watch = Callable[..., Watched]

pytestmark = pytest.mark.tensorflow

HERE = Location(__file__, 7)


class Logarithm(keras.layers.Layer):  # type: ignore[misc]  # Keras is untyped
    def call(self, x: Any) -> Any:
        return tf.math.log(x)  # @log


def nan_in(layer: str) -> None:
    Logarithm(name=layer)(tf.constant([[-1.0]]))


def infinite() -> Any:
    return tf.math.log(tf.constant([0.0, 1.0]))  # @minus


def mask() -> Any:
    return tf.constant([1.0]) - infinite()[0] * 0.0  # @nan


# Where


@pytest.mark.parametrize("layer", ["second", "sec*", "Logarithm", "Log*"])
def test_a_breakpoint_can_be_for_a_layer_by_name_glob_or_class(watch: Watch, layer: str) -> None:
    watched = watch({"kind": "nan", "layer": layer})
    nan_in("first")
    nan_in("second")
    names = [finding.layer for finding in watched.findings]
    assert names == (["first", "second"] if layer.startswith("Log") else ["second"])


def test_a_layer_is_meant_with_what_is_in_it(watch: Watch) -> None:
    watched = watch({"kind": "nan", "layer": "outer"})
    keras.Sequential([Logarithm(name="inner")], name="outer")(tf.constant([[-1.0]]))
    assert watched.only.layer == "outer/inner"


def test_a_breakpoint_can_be_for_a_line(watch: Watch) -> None:
    here = {"file": __file__, "line": line_of("log", __file__)}
    watched = watch({"kind": "nan", "location": here})
    tf.math.log(tf.constant([-1.0]))
    nan_in("here")
    assert watched.only.layer == "here"


def test_a_file_is_the_same_by_another_way(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(Path(__file__).parent)
    breakpoints = Breakpoints()
    location = {"file": str(link / Path(__file__).name), "line": HERE.line}
    breakpoints.set({"breakpoints": [{"kind": "nan", "location": location}]})
    assert breakpoints.stops("nan", {}, HERE)
    assert not breakpoints.stops("nan", {}, Location(str(tmp_path / "train.py"), HERE.line))
    assert not breakpoints.stops("nan", {}, None)


@pytest.mark.parametrize(
    ("ignored", "left"),
    [
        ({"layer": "first"}, ["second"]),
        ({"kind": "nan", "layer": "f*"}, ["second"]),
        ({"kind": "inf", "layer": "first"}, ["first", "second"]),
        ({"kind": "nan"}, []),
    ],
)
def test_what_is_ignored_does_not_stop(watch: Watch, ignored: dict[str, str], left: list[str]) -> None:
    watched = watch({"kind": "nan"}, ignored=[ignored])
    nan_in("first")
    nan_in("second")
    assert [finding.layer for finding in watched.findings] == left


def test_what_follows_from_what_is_ignored_does_not_stop_either(watch: Watch) -> None:
    watched = watch({"kind": "nan"}, ignored=[{"kind": "nan", "layer": "known"}])
    model = keras.Sequential([keras.Input((4,)), Logarithm(name="known"), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    model.fit(-np.ones((8, 4), "float32"), np.ones((8, 1), "float32"), batch_size=4, verbose=0)
    assert watched.findings == []


# How often


def test_hits_count_how_often_a_fault_was_seen(watch: Watch) -> None:
    watched = watch({"kind": "nan", "condition": "hits >= 3"})
    for seen in range(1, 6):
        nan_in("layer")
        assert len(watched.findings) == (seen >= 3)


def test_hits_count_each_fault_by_itself(watch: Watch) -> None:
    watched = watch({"kind": "nan", "condition": "hits == 2"})
    for layer in ("first", "second", "second"):
        nan_in(layer)
    assert watched.only.layer == "second"


def test_another_condition_begins_anew_and_other_kinds_stay_told(watch: Watch) -> None:
    watched = watch({"kind": "nan"}, {"kind": "inf"})
    overflow = tf.constant([1000.0])
    inspection = Inspection(watched.probe)
    for _ in range(2):
        nan_in("layer")
        tf.exp(overflow)
        changed = [{"kind": "nan", "condition": "hits == 1"}, {"kind": "inf"}]
        inspection.answer("keras/setTensorBreakpoints", {"breakpoints": changed})
    assert [finding.kind for finding in watched.findings] == ["nan", "inf", "nan"]


def test_the_same_breakpoints_again_are_no_change(watch: Watch) -> None:
    watched = watch({"kind": "nan"})
    for _ in range(2):
        nan_in("layer")
        breakpoints = [{"kind": "nan"}, {"kind": "inf"}]
        watched.probe.breakpoints.set({"breakpoints": breakpoints, "ignored": [{"layer": "x"}]})
    assert len(watched.findings) == 1


def test_breakpoints_can_be_changed_from_another_thread_at_any_moment(watch: Watch) -> None:
    watched = watch({"kind": "nan", "condition": "hits < 0"})
    done = threading.Event()

    def change() -> None:
        for number in range(500):
            condition = f"hits < 0 or step == {-number - 1}"
            watched.probe.breakpoints.set({"breakpoints": [{"kind": "nan", "condition": condition}]})
        done.set()

    thread = threading.Thread(target=change)
    thread.start()
    while not done.is_set():
        nan_in("layer")
    thread.join()
    assert watched.findings == []


# The infinity behind a NaN


def test_an_infinity_that_is_meant_stops_only_where_that_is_asked(watch: Watch) -> None:
    watched = watch()
    mask()
    earlier = watched.only.earlier
    assert earlier is not None
    assert earlier.location is not None
    assert earlier.location.line == line_of("minus", __file__)

    place = {"file": earlier.location.file, "line": earlier.location.line}
    watched.probe.breakpoints.set({"breakpoints": [{"kind": "inf", "location": place, "strict": True}]})
    mask()
    found = watched.findings[1]
    assert (found.kind, found.op) == ("inf", "Log")
    assert found.message.startswith("1 of 2 values is −Inf")
    tf.math.log(tf.constant([0.0, 1.0]))  # elsewhere it is still meant
    tf.exp(tf.constant([1000.0]))
    assert len(watched.findings) == 2


def test_a_strict_breakpoint_does_not_make_the_others_strict(watch: Watch) -> None:
    place = {"file": __file__, "line": line_of("minus", __file__)}
    never = {"kind": "inf", "location": place, "strict": True, "condition": "hits > 100"}
    watched = watch({"kind": "inf"}, never)
    infinite()
    assert watched.findings == []


# Once


def report(watched: Watched, kind: Any, name: str = "x") -> bool:
    """Tell the probe of a symptom, as an observer does."""
    import sys  # noqa: PLC0415 -- for this alone

    site = site_of(sys._getframe(1))  # noqa: SLF001 -- as observers do
    return watched.probe._report(fault_of(Symptom(kind, kind, "Something."), site, name=name))  # noqa: SLF001 -- as above


@pytest.mark.parametrize(
    ("cause", "symptom"),
    [("label-out-of-range", "nan"), ("label-out-of-range", "exception"), ("gradient-missing", "exception")],
)
def test_what_a_finding_explains_is_not_told_in_the_same_step(watch: Watch, cause: str, symptom: str) -> None:
    watched = watch({"kind": cause}, {"kind": symptom})
    watched.probe.progress.step = 3
    assert report(watched, cause)
    assert report(watched, symptom)
    watched.probe.progress.step = 5
    assert report(watched, symptom)
    assert [finding.kind for finding in watched.findings] == [cause, symptom]


def test_a_training_that_runs_away_is_told_once_not_for_every_variable(watch: Watch) -> None:
    watched = watch({"kind": "gradient-exploding"}, {"kind": "loss-diverged"})
    for step, kind in (
        (3, "gradient-exploding"),
        (4, "gradient-exploding"),
        (3 + RUNAWAY_STEPS, "loss-diverged"),
    ):
        watched.probe.progress.step = step
        assert report(watched, kind, name=f"variable {step}")
    assert watched.only.step == 3
    watched.probe.progress.step = 4 + RUNAWAY_STEPS
    watched.probe._watcher.begin_step()  # type: ignore[union-attr]  # noqa: SLF001 -- as `fit` does
    report(watched, "loss-diverged")
    assert len(watched.findings) == 2


def test_a_finding_explains_nothing_where_no_step_ends(watch: Watch) -> None:
    watched = watch({"kind": "label-out-of-range"}, {"kind": "exception"})
    report(watched, "label-out-of-range")
    report(watched, "exception")
    assert len(watched.findings) == 2


def test_what_is_not_told_explains_nothing(watch: Watch) -> None:
    watched = watch({"kind": "label-out-of-range", "condition": "step > 3"}, {"kind": "exception"})
    watched.probe.progress.step = 3
    assert not report(watched, "label-out-of-range")
    report(watched, "exception")
    assert watched.only.kind == "exception"


def test_figures_of_what_is_not_finite_are_not_told_after_it_was(watch: Watch) -> None:
    watched = watch({"kind": "nan"}, {"kind": "loss-diverged"})
    watched.probe.progress.step = 3
    nan_in("layer")
    report(watched, "loss-diverged")
    assert watched.only.kind == "nan"


# Layers


def test_layers_are_listed_as_findings_name_them(watch: Watch) -> None:
    watched = watch()
    inner = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, name="small")], name="inner")
    inputs = keras.Input((4,))
    outputs = Logarithm(name="log")(inner(inputs))  # @made
    model = keras.Model(inputs, outputs, name="outer")
    listed = Inspection(watched.probe).answer("keras/layers", {})["layers"]
    by_path = {entry["path"]: entry for entry in listed}
    assert {"outer", "outer/inner", "outer/inner/small", "outer/log"} <= by_path.keys()
    assert "inner" not in by_path
    assert by_path["outer/log"]["className"] == "Logarithm"
    made = {"file": __file__, "line": line_of("made", __file__)}
    assert by_path["outer/log"]["location"].items() >= made.items()
    assert not [entry for entry in listed if entry["className"] == "InputLayer"]

    model(-tf.ones((2, 4)) * 1e9 - 1e9)
    assert all(finding.layer in by_path for finding in watched.findings)
    del model


def test_layers_of_a_layer_of_the_users_are_in_it(watch: Watch) -> None:
    watched = watch()

    class Block(keras.layers.Layer):  # type: ignore[misc]  # Keras is untyped
        def __init__(self) -> None:
            super().__init__(name="block")
            self.first = keras.layers.Dense(2, name="first")
            self.more = [Logarithm(name="second")]

        def call(self, x: Any) -> Any:
            return self.more[0](self.first(x))

    block = Block()
    block(-tf.ones((1, 2)) * 1e30)
    listed = Inspection(watched.probe).answer("keras/layers", {})["layers"]
    paths = [entry["path"] for entry in listed]
    assert [path for path in paths if path.startswith("block")] == ["block", "block/first", "block/second"]
