"""Launch and attach attributes against the schema: what is wrong, in words that name the attribute.

Only the part of JSON Schema is understood that `schema.json` uses. Attributes of VS Code and of debugpy pass
by name; debugpy checks the types of its own.
"""

from __future__ import annotations

import difflib
import json
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Schema = Mapping[str, Any]

EDITOR_ATTRIBUTES = frozenset({
    "clientOS", "debugServer", "internalConsoleOptions", "linux", "name", "noDebug", "osx",
    "postDebugTask", "preLaunchTask", "preRestartTask", "presentation", "request", "restart",
    "serverReadyAction", "suppressMultipleSessionWarning", "type", "windows",
})  # fmt: skip
"""Attributes that VS Code defines for every debugger; names with two leading underscores are its own, too."""

DEBUGPY_ATTRIBUTES = frozenset({
    "autoReload", "breakOnSystemExit", "breakOnSystemExitZero", "code", "consoleName", "consoleTitle",
    "debugAdapterHost", "debugAdapterPath", "debugAdapterPython", "debugLauncherPath",
    "debugLauncherPython", "debugOptions", "debugpyArgs", "django", "flask", "gevent",
    "guiEventLoop", "host", "isOutputRedirected", "jinja", "linuxAttachPreferLldb", "listen",
    "logToFile", "maxExceptionStackFrames", "onTerminate", "options", "pathMappings", "port",
    "processId", "processName", "purpose", "pyramid", "pythonArgs", "qt",
    "redirectOutput", "resolveSymlinks", "rules", "showReturnValue", "steppingResumesAllThreads",
    "stopAllThreadsOnSuspend", "subProcessId", "sudo", "terminalQuoteCharacter",
    "terminateChildProcesses", "timeout", "variablePresentation", "wait", "waitOnAbnormalExit",
    "waitOnNormalExit",
})  # fmt: skip
"""What debugpy 1.8 and its wiki on debug configuration settings know, beside what our schema documents."""

SHARED_ATTRIBUTES = frozenset({
    "python", "args", "cwd", "env", "console", "justMyCode", "stopOnEntry", "subProcess", "program",
    "module",
})  # fmt: skip
"""Attributes in our schema whose meaning is debugpy's; the rest of it is ours."""

_FEW = 6
"""Choices that are listed to somebody who nearly wrote one of them."""

_NAMES_OF_TYPES = {
    "array": "a list",
    "boolean": "true or false",
    "integer": "a whole number",
    "null": "null",
    "number": "a number",
    "object": "an object",
    "string": "a text",
}


@cache
def schema() -> Schema:
    """Return the schema of everything on the wire, as parsed from `schema.json`."""
    loaded: Schema = json.loads(Path(__file__).with_name("schema.json").read_text(encoding="utf-8"))
    return loaded


def own_attributes() -> frozenset[str]:
    """Return the names of the launch attributes that debugpy does not know."""
    return frozenset(_properties("LaunchAttributes")) - SHARED_ATTRIBUTES


def attribute_problems(request: Literal["launch", "attach"], arguments: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what is wrong with the attributes of a configuration, one sentence each; empty when nothing is.

    Args:
        request: Which request the attributes came with. A child session attaches with its parent's
            attributes, so for `attach` those of `launch` pass, too.
        arguments: The attributes as they came from the client.
    """
    properties = _properties("LaunchAttributes")
    if request == "attach":
        properties = {**properties, **_properties("AttachAttributes")}
    known = EDITOR_ATTRIBUTES | DEBUGPY_ATTRIBUTES | properties.keys() | {"connect"}
    problems = []
    for name, value in arguments.items():
        if name in properties:
            problems += problems_with(value, properties[name], name)
        elif name not in known and not name.startswith("__"):
            problems.append(_unknown(name, known))
    return tuple(problems)


def definition_problems(value: Any, definition: str) -> list[str]:
    """Return what is wrong with what a message carries, by a definition of the schema, one sentence each."""
    return problems_with(value, {"$ref": definition}, "arguments")


def problems_with(value: Any, rule: Schema, name: str) -> list[str]:
    """Return what is wrong with one value by a schema of `schema.json`, one sentence each.

    Args:
        value: Decoded JSON.
        rule: The schema for it.
        name: How to call the value in the sentences, for example `tensorBreakpoints[0].kind`.
    """
    if "$ref" in rule:
        return problems_with(value, schema()["definitions"][rule["$ref"].rpartition("/")[2]], name)
    if "anyOf" in rule:
        return _any_of(value, rule["anyOf"], name)
    if not _has_type(value, rule) or not _in_range(value, rule):
        near = difflib.get_close_matches(str(value), map(str, rule.get("enum", ())), n=1)
        hint = f' Did you mean "{near[0]}"?' if near else ""
        expected = "a known name" if near and len(rule["enum"]) > _FEW else _expectation(rule)
        return [f'"{name}" must be {expected}, not {_shown(value)}.{hint}']
    if isinstance(value, dict):
        return list(_object(value, rule, name))
    if isinstance(value, list):
        return list(_array(value, rule, name))
    return []


def _object(value: Mapping[str, Any], rule: Schema, name: str) -> Iterator[str]:
    properties = rule.get("properties", {})
    for required in rule.get("required", ()):
        if required not in value:
            yield f'"{name}" must have "{required}", {_expectation(properties[required])}.'
    others = rule.get("additionalProperties", not properties)
    for key, item in value.items():
        if key in properties:
            yield from problems_with(item, properties[key], f"{name}.{key}")
        elif isinstance(others, dict):
            yield from problems_with(item, others, f"{name}.{key}")
        elif not others:
            yield _unknown(key, frozenset(properties), of=f"{name}.")


def _array(value: list[Any], rule: Schema, name: str) -> Iterator[str]:
    items = rule.get("items", {})
    # A list of schemas is a tuple: one for each place.
    rules = items if isinstance(items, list) else [items] * len(value)
    for place, (item, item_rule) in enumerate(zip(value, rules, strict=False)):
        yield from problems_with(item, item_rule, f"{name}[{place}]")


def _any_of(value: Any, rules: list[Schema], name: str) -> list[str]:
    answers = [problems_with(value, rule, name) for rule in rules]
    if not all(answers):
        return []
    for rule, answer in zip(rules, answers, strict=True):
        if isinstance(value, (dict, str)) and _has_type(value, _resolved(rule)):
            return answer  # It is of this form but for a detail: name the detail.
    return [f'"{name}" must be {" or ".join(_expectation(rule) for rule in rules)}, not {_shown(value)}.']


def _resolved(rule: Schema) -> Schema:
    if "$ref" not in rule:
        return rule
    definition: Schema = schema()["definitions"][rule["$ref"].rpartition("/")[2]]
    return definition


def _has_type(value: Any, rule: Schema) -> bool:
    types = rule.get("type", ())
    types = (types,) if isinstance(types, str) else types
    return not types or any(_is_a(value, name) for name in types)


def _is_a(value: Any, name: str) -> bool:
    if isinstance(value, bool):
        return name == "boolean"
    return {
        "array": isinstance(value, list),
        "integer": isinstance(value, int) or (isinstance(value, float) and value.is_integer()),
        "null": value is None,
        "number": isinstance(value, (int, float)),
        "object": isinstance(value, dict),
        "string": isinstance(value, str),
    }.get(name, False)


def _in_range(value: Any, rule: Schema) -> bool:
    if "enum" in rule and value not in rule["enum"]:
        return False
    if isinstance(value, str) and "pattern" in rule:
        return re.search(rule["pattern"], value) is not None
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return bool(rule.get("minimum", value) <= value <= rule.get("maximum", value))
    return True


def _expectation(rule: Schema) -> str:
    rule = _resolved(rule)
    if "anyOf" in rule:
        return " or ".join(_expectation(part) for part in rule["anyOf"])
    if "enum" in rule:
        return "one of " + ", ".join(json.dumps(choice) for choice in rule["enum"])
    if "pattern" in rule:
        # A pattern means nothing to most readers; its description lists the forms.
        return f"as described ({rule['description'].rstrip('.')})"
    types = rule.get("type", ())
    names = (_NAMES_OF_TYPES[name] for name in ((types,) if isinstance(types, str) else types))
    text = " or ".join(names) or "a value"
    if rule.get("items", {}) == {"type": "string"}:
        text = text.replace("a list", "a list of texts")
    return text.replace("a whole number", f"a whole number{_limits(rule)}")


def _limits(rule: Schema) -> str:
    if "minimum" not in rule:
        return ""
    return (
        f" from {rule['minimum']} to {rule['maximum']}"
        if "maximum" in rule
        else f" of at least {rule['minimum']}"
    )


def _unknown(name: str, known: frozenset[str], of: str = "") -> str:
    near = difflib.get_close_matches(name, sorted(known), n=1)
    hint = f' Did you mean "{of}{near[0]}"?' if near else ""
    what = "not known" if of else "not an attribute of a keras configuration"
    return f'"{of}{name}" is {what}.{hint}'


def _shown(value: Any) -> str:
    text = json.dumps(value)
    limit = 60
    return text if len(text) <= limit else text[: limit - 1] + "…"


@cache
def _properties(definition: str) -> dict[str, Schema]:
    return dict(schema()["definitions"][definition]["properties"])
