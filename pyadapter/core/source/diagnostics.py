"""From what the rules say to diagnostics: which text to underline, how bad it is, and the edits."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from pyadapter.core.source.checks import BY_CODE
from pyadapter.core.source.code_rules import CODE_RULES
from pyadapter.core.source.diagnostic import Diagnostic
from pyadapter.core.source.fixes import fixes_for
from pyadapter.core.source.ignoring import Ignored
from pyadapter.core.source.rules import diagnose_network, diagnose_training
from pyadapter.core.source.span import Place, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pyadapter.core.causes.diagnosis import Diagnosis
    from pyadapter.core.source.classes import OwnClass
    from pyadapter.core.source.diagnostic import Level
    from pyadapter.core.source.module import Module
    from pyadapter.core.source.network import Network
    from pyadapter.core.source.training import Training


def diagnostics_of(
    module: Module,
    networks: Sequence[Network],
    trainings: Sequence[Training],
    classes: Sequence[OwnClass],
    failed: Callable[[Exception], None],
) -> tuple[Diagnostic, ...]:
    """Run all checks.

    Args:
        module: The file.
        networks: Its models.
        trainings: Its calls of `fit` and `compile`.
        classes: Its classes that Keras calls.
        failed: Is told of checks that raise.

    Returns:
        The diagnostics in the order of the text, none twice, without those that the file ignores.
    """
    ignored = Ignored(module)
    found: dict[tuple[str, Span], Diagnostic] = {}
    for diagnosis in _diagnoses(module, networks, trainings, classes, failed):
        each = _diagnostic(module, diagnosis)
        if each is not None and not ignored.holds(each):
            found.setdefault((each.code, each.span), each)
    return tuple(sorted([*found.values(), *ignored.unknown()], key=lambda each: each.span))


def _diagnoses(
    module: Module,
    networks: Sequence[Network],
    trainings: Sequence[Training],
    classes: Sequence[OwnClass],
    failed: Callable[[Exception], None],
) -> Iterator[Diagnosis]:
    """List what all rules say; one that fails does not silence the others."""
    for network in networks:
        yield from diagnose_network(network, failed)
    for training in trainings:
        yield from diagnose_training(module, training, failed)
    for rule in CODE_RULES:
        try:
            yield from rule(module, classes, networks)
        except Exception as error:  # noqa: BLE001, PERF203 -- told, by the one who has a log
            failed(error)


def _diagnostic(module: Module, diagnosis: Diagnosis) -> Diagnostic | None:
    cause = diagnosis.cause
    if not isinstance(cause.location, Place) or cause.location.node is None:
        return None
    return Diagnostic(
        cause.id,
        _level(diagnosis),
        cause.message,
        cause.fix,
        header(module, cause.location.node),
        fixes_for(module, cause),
    )


def _level(diagnosis: Diagnosis) -> Level:
    if diagnosis.remark:
        return "hint"
    if diagnosis.severity != "finding":
        return "information"
    check = BY_CODE.get(diagnosis.cause.id)
    return "warning" if check is None else check.level


def header(module: Module, node: ast.AST) -> Span:
    """Return what to underline of a node: all of it on one line, else what is called or defined."""
    span = module.span(node)
    if span.line == span.end_line:
        return span
    if isinstance(node, ast.Call):
        return module.span(node.func)
    code = module.lines[span.line - 1] if span.line <= len(module.lines) else ""
    return Span(span.line, span.column, span.line, len(code.rstrip()))
