"""What is evaluated in the debuggee for breakpoints in Python: the probe's part, with debugpy's as a spare.

Each is one expression that uses no name of the user's program, not even one that it gave to a builtin.
"""

from __future__ import annotations

_OURS = (
    "__import__('builtins').getattr("
    "__import__('sys').modules.get('pyadapter.probe.bootstrap'), 'expressions', None)"
)
_FRAME = "__import__('sys')._getframe()"
_PYDEVD = "__import__('_pydevd_bundle.pydevd_utils').pydevd_utils.convert_dap_log_message_to_expression"


def condition(number: int, text: str) -> str:
    """Return the condition of a line breakpoint, as debugpy shall evaluate it.

    Args:
        number: Tells the expression from others.
        text: As the user wrote it.
    """
    return _with_spare(f"holds(frame, {number}, {text!r})", _evaluated(repr(text)))


def log_message(number: int, text: str, condition: str) -> str:
    """Return the message of a logpoint; empty where its condition does not hold.

    Args:
        number: As for `condition`.
        text: With expressions in braces.
        condition: May be empty.
    """
    spare = _evaluated(f"{_PYDEVD}({text!r})")
    if condition:
        spare = f"({spare} if {_evaluated(repr(condition))} else '')"
    call = _with_spare(f"message(frame, {number}, {text!r}, {condition!r})", spare)
    # Braces are debugpy's own; ours are all in literals.
    return "{" + call.replace("{", r"\x7b").replace("}", r"\x7d") + "}"


def function_entry(number: int, name: str, condition: str, hits: str) -> str:
    """Return the condition of a breakpoint on a Python function, which is false in the body of a class.

    Args:
        number: As for `condition`.
        name: The function's.
        condition: May be empty.
        hits: A hit condition, may be empty.
    """
    spare = _evaluated(repr(condition)) if condition else "True"
    return _with_spare(f"entered(frame, {number}, {name!r}, {condition!r}, {hits!r})", spare)


def layer_entry() -> str:
    """Return the condition of the breakpoint on every `call`: whether it is one of a layer to stop at."""
    return _with_spare("layer_entered(frame)", "False")


def target(expression: str, name: str) -> str:
    """Return what tells of the value of an expression how to watch it, as JSON; "null" without a probe."""
    return f"(lambda value, ours: ours.target(value, {name!r}) if ours else 'null')({expression}, {_OURS})"


def tensor(expression: str, name: str, resumes: int) -> str:
    """Return what gives the value of an expression to a panel, as JSON; "null" without a probe.

    The probe evaluates it, aside: a panel asks again at each pause, and no tape must record that.

    Args:
        expression: The user's.
        name: What the user calls its value.
        resumes: How often the run has gone on.
    """
    return _with_spare(f"tensor(frame, {expression!r}, {name!r}, {resumes})", "'null'")


def shown() -> str:
    """Return what a pause shows beside the variables of the user's frame."""
    return f"{_OURS}.shown()"


def _evaluated(text: str) -> str:
    return f"__import__('builtins').eval({text}, frame.f_globals, frame.f_locals)"


def _with_spare(ours: str, spare: str) -> str:
    return f"(lambda ours, frame: ours.{ours} if ours else {spare})({_OURS}, {_FRAME})"
