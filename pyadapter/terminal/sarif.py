"""The report as SARIF 2.1.0, which GitHub, GitLab and editors show beside the code.

The parts of OASIS' standard that are used: one run, rules for kinds and causes (3.49), results with locations
relative to the working directory (3.27), causes on other lines as related locations (3.27.22), fixes in
Markdown.
"""

from __future__ import annotations

import hashlib
import linecache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from pyadapter.core.kinds import ENTRIES
from pyadapter.terminal.places import relative
from pyadapter.terminal.text import CONFIDENCE

if TYPE_CHECKING:
    from pyadapter.core.finding import Kind
    from pyadapter.terminal.reports import RunFacts

Json = dict[str, Any]

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

ROOT = "SRCROOT"
"""What paths are relative to: the folder that the run was started in."""

WARNINGS: frozenset[Kind] = frozenset({
    "gradient-exploding", "gradient-vanishing", "dead-units", "saturated-units", "weights-unchanged",
    "weight-update-ratio", "input-range", "loss-stalled", "loss-diverged", "loss-oscillating",
})  # fmt: skip
"""Kinds that are told by thresholds, from the course of a training; others are errors whatever was meant."""


def sarif(report: Json, facts: RunFacts) -> Json:
    """Return the log file.

    Args:
        report: The schema's `Report`.
        facts: Of the run.
    """
    findings, hints = report["findings"], report.get("hints", [])
    rules = [_kind_rule(kind) for kind in facts.kinds]
    rules += [_hint_rule(name) for name in dict.fromkeys(hint["id"] for hint in hints)]
    numbers = {rule["id"]: number for number, rule in enumerate(rules)}
    results = [_finding(finding, facts) for finding in findings] + [_hint(hint, facts) for hint in hints]
    for result in results:
        result["ruleIndex"] = numbers[result["ruleId"]]
    invocation = {"executionSuccessful": report["ended"] in {"completed", "stopped"}}
    return log_of(rules, results, "The folder that the run was started in.", invocation)


def log_of(rules: list[Json], results: list[Json], root: str, invocation: Json) -> Json:
    """Return a log file of one run.

    Args:
        rules: What there are results of.
        results: All of them.
        root: What paths are relative to, in words.
        invocation: How the run ended.
    """
    run = {
        "tool": {"driver": {"name": "keras-debug", **_version(), "rules": rules}},
        "invocations": [invocation],
        "originalUriBaseIds": {ROOT: {"description": {"text": root}}},
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _kind_rule(kind: Kind) -> Json:
    entry = ENTRIES[kind]
    text = f"Found {entry.description.removeprefix('Stop ')}."
    value = f" Its `value` is {entry.value}." if entry.value else ""
    leave_out = f"To leave it out in a layer: `keras-debug run --ignore {kind}=LAYER …`"
    return {
        "id": kind,
        "name": _pascal(kind),
        "shortDescription": {"text": entry.label},
        "fullDescription": {"text": text},
        "help": {"text": text, "markdown": f"{text}{value}\n\n{leave_out}"},
        "defaultConfiguration": {"level": _level(kind)},
    }


def _hint_rule(cause: str) -> Json:
    words = cause.replace("-", " ")
    return {
        "id": cause,
        "name": _pascal(cause),
        "shortDescription": {"text": f"{words[:1].upper()}{words[1:]}"},
        "help": {"text": "A matter of taste, or meant to be so: it is never a finding."},
        "defaultConfiguration": {"level": "note"},
    }


def _finding(finding: Json, facts: RunFacts) -> Json:
    causes = finding["causes"]
    # The first line is the conclusion; what follows it in the message has a place of its own here.
    conclusion = finding["message"].split("\n", 1)[0]
    if causes and causes[0]["message"].startswith(conclusion.rstrip("….")):
        conclusion = ""  # the cause says it whole
    text = [f"{finding['title']}. {conclusion}".rstrip()]
    markdown = [f"**{finding['title']}.** {conclusion}".rstrip()]
    for cause in causes:
        sure = CONFIDENCE[cause["confidence"]]
        text.append(f"Why ({sure}): {cause['message']}\nFix: {cause['fix']}")
        markdown.append(f"*{sure}*: {cause['message']}\n\n```python\n{cause['fix']}\n```")
    places = [each["location"] for each in (finding, *causes) if "location" in each]
    place = places[0] if places else _script(facts)
    related = [
        {**_location(cause["location"], facts), "id": number, "message": {"text": cause["message"]}}
        for number, cause in enumerate(causes, 1)
        if "location" in cause
    ]
    known = {
        name: finding[name] for name in ("phase", "epoch", "step", "layer", "op", "value") if name in finding
    }
    return {
        "ruleId": finding["kind"],
        "level": _level(finding["kind"]),
        "message": {"text": "\n".join(text), "markdown": "\n\n".join(markdown)},
        "locations": [_location(place, facts)],
        **({"relatedLocations": related} if related else {}),
        "partialFingerprints": {"kerasDebug/v1": _fingerprint(finding, place, facts)},
        "properties": {**known, "causes": [cause["id"] for cause in causes]},
    }


def _hint(hint: Json, facts: RunFacts) -> Json:
    place = hint.get("location") or _script(facts)
    return {
        "ruleId": hint["id"],
        "level": "note",
        "message": {
            "text": f"{hint['message']}\nFix: {hint['fix']}",
            "markdown": f"{hint['message']}\n\n```python\n{hint['fix']}\n```",
        },
        "locations": [_location(place, facts)],
    }


def _script(facts: RunFacts) -> Json:
    """Return a place for what has none: GitHub refuses results without."""
    return {"file": str(facts.folder / facts.script), "line": 1}


def _location(place: Json, facts: RunFacts) -> Json:
    region: Json = {"startLine": place["line"]}
    code = linecache.getline(place["file"], place["line"]).rstrip("\n")
    if code.strip():
        region["startColumn"] = len(code) - len(code.lstrip()) + 1
        region["endColumn"] = len(code.rstrip()) + 1
        region["snippet"] = {"text": code}
    location: Json = {
        "physicalLocation": {"artifactLocation": _artifact(place["file"], facts), "region": region}
    }
    if place.get("function"):
        location["logicalLocations"] = [{"name": place["function"], "kind": "function"}]
    return location


def _artifact(file: str, facts: RunFacts) -> Json:
    below = relative(file, facts.folder)
    if below is None:
        return {"uri": Path(file).absolute().as_uri()}
    return {"uri": quote(below), "uriBaseId": ROOT}


def _fingerprint(finding: Json, place: Json, facts: RunFacts) -> str:
    """Tell findings apart by what stays when lines above are added."""
    file = relative(place["file"], facts.folder) or Path(place["file"]).name
    code = linecache.getline(place["file"], place["line"]).strip()
    parts = (finding["kind"], file, finding.get("layer", ""), code)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def _level(kind: Kind) -> str:
    return "warning" if kind in WARNINGS else "error"


def _pascal(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("-"))


def _version() -> Json:
    try:
        return {"version": metadata.version("keras-debug")}
    except metadata.PackageNotFoundError:  # a checkout, or the packaged extension
        return {}
