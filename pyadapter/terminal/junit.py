"""The report as JUnit's XML, which CI systems list: a test for each kind of finding that was looked for.

There is no standard of it; this keeps to what the readers of Jenkins, GitLab, GitHub and CircleCI agree on:
`testsuite` with counts, `testcase` with `classname`, `name`, `file`, `line`, `time`, and in it `failure`,
`error` or `skipped`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from pyadapter.core.kinds import ENTRIES
from pyadapter.terminal.places import relative

if TYPE_CHECKING:
    from pyadapter.terminal.reports import RunFacts

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, not even escaped: control characters, as in colours of an error's text."""

_BEGINNING = '<?xml version="1.0" encoding="utf-8"?>\n'


def junit(report: dict[str, Any], facts: RunFacts) -> str:
    """Return the file's text.

    The script itself is a test, too. Where it did not run to its end, kinds without a finding are left out:
    the rest of the script could have had them.

    Args:
        report: The schema's `Report`.
        facts: Of the run.
    """
    suites = Element("testsuites", name="keras-debug")
    suite = SubElement(suites, "testsuite", name=f"keras-debug {facts.script}")
    _script(suite, report, facts)
    for kind in facts.kinds:
        found = [finding for finding in report["findings"] if finding["kind"] == kind]
        if not found and report["ended"] != "completed":
            continue
        case = _case(suite, facts, ENTRIES[kind].label)
        if found:
            place = found[0].get("location")
            if place is not None:
                case.set("file", relative(place["file"], facts.folder) or place["file"])
                case.set("line", str(place["line"]))
            for finding in found:
                failure = SubElement(case, "failure", type=kind, message=_text(finding["title"]))
                failure.text = _text(_words(finding))
    hints = report.get("hints", ())
    if hints:
        SubElement(suite, "system-out").text = _text("\n".join(_hint(hint) for hint in hints))
    for element in (suite, suites):
        element.set("tests", str(len(suite.findall("testcase"))))
        element.set("failures", str(len(suite.findall("testcase/failure/.."))))
        element.set("errors", str(len(suite.findall("testcase/error/.."))))
        element.set("skipped", str(len(suite.findall("testcase/skipped"))))
        element.set("time", f"{facts.seconds:.3f}")
    indent(suites)
    return _BEGINNING + tostring(suites, encoding="unicode") + "\n"


def _script(suite: Element, report: dict[str, Any], facts: RunFacts) -> None:
    case = _case(suite, facts, "The script runs to its end")
    case.set("file", facts.script.as_posix())
    case.set("time", f"{facts.seconds:.3f}")
    ended = report["ended"]
    if ended == "stopped":
        SubElement(case, "skipped", message="The run was ended at the finding.")
    elif ended != "completed":
        said = {"exception": "The script ended with an error.", "interrupted": "The run was interrupted."}
        SubElement(case, "error", type=ended, message=said[ended])


def _case(suite: Element, facts: RunFacts, name: str) -> Element:
    # Readers make a tree of the dots in this.
    classname = ".".join(("keras-debug", *facts.script.with_suffix("").parts[-2:]))
    return SubElement(suite, "testcase", classname=classname, name=name, time="0")


def _words(finding: dict[str, Any]) -> str:
    """Return the message with all its causes; the first one stands in the message."""
    others = [f"Or: {cause['message']}{_at(cause)}\nFix: {cause['fix']}" for cause in finding["causes"][1:]]
    return "\n".join([finding["message"], *others])


def _hint(hint: dict[str, Any]) -> str:
    return f"hint{_at(hint)}: {hint['message']} {hint['fix']}"


def _at(cause: dict[str, Any]) -> str:
    place = cause.get("location")
    return f" ({place['file']}:{place['line']})" if place else ""


def _text(text: str) -> str:
    return _NOT_XML.sub("", text)
