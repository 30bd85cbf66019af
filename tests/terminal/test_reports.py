"""The reports for programs, `--junit` and `--sarif`: what CI systems read of a run."""

from __future__ import annotations

import linecache
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
from pydantic_sarif.model import StaticAnalysisResultsFormatSarifVersion210JsonSchema as SarifLog

from pyadapter.core.finding import Cause, Finding, Location
from pyadapter.core.kinds import ALL, ENTRIES
from pyadapter.protocol.convert import report_to_wire
from pyadapter.terminal.junit import junit
from pyadapter.terminal.reports import RunFacts
from pyadapter.terminal.sarif import sarif

if TYPE_CHECKING:
    from pyadapter.protocol.convert import Ended

TRAIN = "import keras\n\nmodel.compile('sgd', 'mse')\nmodel.fit(x, y)\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "my models").mkdir()
    (tmp_path / "my models" / "train.py").write_text(TRAIN, encoding="utf-8")
    return tmp_path


def facts(folder: Path, ended: Ended = "completed") -> RunFacts:
    return RunFacts(Path("my models/train.py"), folder, ALL, ended, 2.5)


def finding(folder: Path) -> Finding:
    train = str(folder / "my models" / "train.py")
    causes = (
        Cause("label-out-of-range", "Labels reach 2.", "Dense(3)", Location(train, 3), "certain"),
        Cause("learning-rate-high", "The rate is 10.", "0.01", None, "possible"),
    )
    return Finding(
        "label-out-of-range",
        "Label 2 of 2 classes",
        "3 of 16 labels are 2\nWhere: train.py:4",
        "loss",
        epoch=0,
        step=7,
        location=Location(train, 4, "fit"),
        layer="model/dense",
        causes=causes,
    )


def hint(folder: Path) -> Cause:
    return Cause(
        "dropout-high", "Half is dropped.", "Dropout(0.3)", Location(str(folder / "my models/train.py"), 3)
    )


def suites(text: str) -> Any:
    return ET.fromstring(text)


def test_junit_has_a_test_for_the_script_and_for_each_kind(folder: Path) -> None:
    root = suites(junit(report_to_wire("completed", []), facts(folder)))
    (suite,) = root
    assert {name: suite.get(name) for name in ("tests", "failures", "errors", "skipped", "time")} == {
        "tests": "22",
        "failures": "0",
        "errors": "0",
        "skipped": "0",
        "time": "2.500",
    }
    names = [case.get("name") for case in suite.iter("testcase")]
    assert names == ["The script runs to its end", *(ENTRIES[kind].label for kind in ALL)]


def test_junit_fails_the_kind_that_was_found_at_its_line(folder: Path) -> None:
    wire = report_to_wire("stopped", [finding(folder)], [hint(folder)])
    (suite,) = suites(junit(wire, facts(folder, "stopped")))
    # What was not reached is neither good nor bad.
    script, failed = suite.iter("testcase")
    assert script.find("skipped") is not None
    assert (failed.get("file"), failed.get("line")) == ("my models/train.py", "4")
    failure = failed.find("failure")
    assert (failure.get("type"), failure.get("message")) == ("label-out-of-range", "Label 2 of 2 classes")
    assert "3 of 16 labels are 2" in failure.text
    assert "Or: The rate is 10.\nFix: 0.01" in failure.text
    assert "Half is dropped. Dropout(0.3)" in suite.findtext("system-out")
    assert (suite.get("tests"), suite.get("failures")) == ("2", "1")


@pytest.mark.parametrize("ended", ["exception", "interrupted"])
def test_junit_has_an_error_when_the_script_did_not_end_well(folder: Path, ended: Ended) -> None:
    (suite,) = suites(junit(report_to_wire(ended, []), facts(folder, ended)))
    (script,) = suite.iter("testcase")
    assert script.find("error").get("type") == ended
    assert suite.get("errors") == "1"


def test_junit_can_be_read_whatever_an_error_says(folder: Path) -> None:
    colours = Finding("exception", "\x1b[1mBad\x1b[0m <&>", "null \x00 and ]]> and \ud800", "forward")
    (suite,) = suites(junit(report_to_wire("stopped", [colours]), facts(folder, "stopped")))
    failure = suite.find("testcase/failure")
    assert failure.get("message") == "[1mBad[0m <&>"
    assert failure.text == "null  and ]]> and "


def test_sarif_keeps_to_its_schema(folder: Path) -> None:
    wire = report_to_wire("stopped", [finding(folder), Finding("nan", "NaN", "Bad", "loss")], [hint(folder)])
    log = sarif(wire, facts(folder, "stopped"))
    # Fields that the standard does not know are refused.
    SarifLog.model_validate(log)
    # GitHub refuses results without a place.
    places = [
        place["physicalLocation"] for found in log["runs"][0]["results"] for place in found["locations"]
    ]
    assert [place["region"]["startLine"] for place in places] == [4, 1, 3]
    with pytest.raises(ValueError, match="levels"):
        SarifLog.model_validate({**log, "runs": [{**log["runs"][0], "levels": 1}]})


def test_sarif_places_findings_causes_and_hints_relative_to_the_working_directory(folder: Path) -> None:
    wire = report_to_wire("stopped", [finding(folder)], [hint(folder)])
    (run,) = sarif(wire, facts(folder, "stopped"))["runs"]
    rules = run["tool"]["driver"]["rules"]
    found, hinted = run["results"]

    assert (found["ruleId"], found["level"]) == ("label-out-of-range", "error")
    assert rules[found["ruleIndex"]]["id"] == "label-out-of-range"
    place = found["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "my%20models/train.py", "uriBaseId": "SRCROOT"}
    assert place["region"] == {
        "startLine": 4,
        "startColumn": 1,
        "endColumn": 16,
        "snippet": {"text": "model.fit(x, y)"},
    }
    (related,) = found["relatedLocations"]
    assert related["physicalLocation"]["region"]["startLine"] == 3
    assert related["message"]["text"] == "Labels reach 2."
    assert "Why (certain): Labels reach 2.\nFix: Dense(3)" in found["message"]["text"]
    assert "*worth a try*: The rate is 10.\n\n```python\n0.01\n```" in found["message"]["markdown"]
    assert found["properties"]["causes"] == ["label-out-of-range", "learning-rate-high"]

    assert (hinted["ruleId"], hinted["level"]) == ("dropout-high", "note")
    assert rules[hinted["ruleIndex"]]["defaultConfiguration"] == {"level": "note"}


def test_sarif_knows_a_finding_again_when_lines_were_added_above_it(folder: Path) -> None:
    def fingerprint(line: int) -> Any:
        linecache.clearcache()
        found = finding(folder)
        assert found.location is not None
        moved = replace(found, location=replace(found.location, line=line))
        (run,) = sarif(report_to_wire("stopped", [moved]), facts(folder))["runs"]
        return run["results"][0]["partialFingerprints"]

    before, other = fingerprint(4), fingerprint(3)
    (folder / "my models" / "train.py").write_text(f"# new\n{TRAIN}", encoding="utf-8")
    assert fingerprint(5) == before != other


def test_sarif_names_a_file_elsewhere_by_its_whole_path(folder: Path) -> None:
    (run,) = sarif(report_to_wire("stopped", [finding(folder)]), facts(folder / "my models" / "elsewhere"))[
        "runs"
    ]
    uri = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == (folder / "my models" / "train.py").as_uri()
