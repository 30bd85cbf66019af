"""`keras-debug run --html`: the page of a run that is over."""

from __future__ import annotations

import base64
import json
import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from pyadapter.core.finding import Cause
from pyadapter.terminal.html import HtmlReport
from pyadapter.terminal.recording import MOST_VALUES, Recorder
from tests.terminal.test_run import FAULTS, SAMPLES, run, script

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def recorded(page: Path) -> dict[str, Any]:
    """Return what a page holds."""
    text = page.read_text(encoding="utf-8")
    found = re.search(r'<script id="recorded" type="application/json">(.*?)</script>', text, re.DOTALL)
    assert found is not None
    run: dict[str, Any] = json.loads(found[1])
    return run


def answers(stop: dict[str, Any], command: str) -> list[dict[str, Any]]:
    return [answer for answer in stop["answers"] if answer["command"] == command]


@pytest.mark.tensorflow
def test_the_page_holds_the_finding_the_tensor_and_the_rows(tmp_path: Path) -> None:
    done = run(tmp_path, "--html", "page.html", str(SAMPLES / "log-of-zero" / "train.py"))
    page = recorded(tmp_path / "page.html")

    assert done.code == 3
    assert (page["ended"], page["more"]) == ("stopped", 0)
    assert re.search(r"Python 3\.\d+.*TensorFlow 2\..*Keras 3\.", page["versions"])
    (stop,) = page["stops"]
    finding = stop["stop"]["finding"]
    assert finding["title"] == done.report["findings"][0]["title"]
    handle = finding["tensor"]["handle"]
    (window,) = [
        answer["body"] for answer in answers(stop, "keras/window") if answer["arguments"]["handle"] == handle
    ]
    values = np.frombuffer(base64.b64decode(window["values"]), "<f8").reshape(16, 26)
    assert np.isnan(values[tuple(finding["tensor"]["firstBad"])])
    rows = answers(stop, "keras/batchRows")[0]["body"]["rows"]
    assert (rows[0]["row"], rows[0]["bad"], len(rows)) == (5, True, 16)
    assert [answer["command"] for answer in stop["answers"] if "error" in answer] == []


@pytest.mark.tensorflow
def test_each_finding_has_its_own_stop(tmp_path: Path) -> None:
    run(tmp_path, "--on-stop", "continue", "--html", "page.html", script(tmp_path, FAULTS))
    titles = [stop["stop"]["finding"]["title"] for stop in recorded(tmp_path / "page.html")["stops"]]
    assert titles == ["NaN in Log", "Inf in Exp"]


@pytest.mark.tensorflow
def test_a_run_without_a_finding_has_a_page_with_its_course(tmp_path: Path) -> None:
    done = run(tmp_path, "--html", "page.html", str(SAMPLES / "healthy" / "train.py"))
    page = recorded(tmp_path / "page.html")
    assert (done.code, page["ended"], page["stops"]) == (0, "completed", [])
    (training,) = page["answers"]
    assert {series["group"] for series in training["body"]["series"]} >= {"loss", "gradientNorm", "stepTime"}


def test_text_of_the_users_cannot_end_its_place_in_the_page(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(HtmlReport("</script><b>.py", Answering()).page("completed"), encoding="utf-8")  # type: ignore[arg-type]  # as below
    assert recorded(page)["script"] == "</script><b>.py"


def test_hints_are_in_the_page_whether_there_was_a_stop_or_not(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    hint = Cause("dropout-high", "Half is dropped.", "Dropout(0.3)")
    page.write_text(HtmlReport("train.py", Answering()).page("completed", [hint]), encoding="utf-8")  # type: ignore[arg-type]  # as below
    assert [told["message"] for told in recorded(page)["hints"]] == ["Half is dropped."]


def test_a_file_that_cannot_be_written_is_refused_before_the_run(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    done = run(tmp_path, "--html", "folder", script(tmp_path, "print('ran')"))
    assert done.code == 2
    assert done.errors == "keras-debug: --html folder is a folder; give a file.\n"


class Answering:
    """Answers windows, as of tensors of any size; nothing else is known."""

    def answer(self, command: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        if command != "keras/window":
            raise LookupError(command)
        return dict(arguments)


def windows(shape: list[int], first: list[int]) -> list[dict[str, Any]]:
    tensor = {"handle": 7, "shape": shape, "firstBad": first, "statistics": {}}
    stop = Recorder(Answering()).at_stop({"tensor": tensor})  # type: ignore[arg-type]  # what is asked of an inspection
    return [answer["body"] for answer in answers(stop, "keras/window")]


def test_small_planes_are_recorded_all_that_of_the_first_bad_value_first() -> None:
    assert [window["index"] for window in windows([3, 4, 5], [2, 0, 1])] == [[2], [0], [1]]
    assert {(window["rows"], window["columns"]) for window in windows([3, 4, 5], [2, 0, 1])} == {(4, 5)}


def test_of_a_large_plane_there_is_what_is_around_the_bad_value_and_an_overview() -> None:
    block, overview = windows([100_000, 1000], [99_999, 500])
    assert (block["row"], block["column"], block["rows"], block["columns"]) == (99_936, 468, 64, 64)
    assert (overview["steps"], overview["rows"], overview["columns"]) == ([1563, 16], 64, 63)


def test_what_is_recorded_of_values_is_bounded() -> None:
    assert sum(window["rows"] * window["columns"] for window in windows([500, 128, 128], [0, 0, 0])) <= (
        MOST_VALUES
    )
