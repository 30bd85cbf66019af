"""The user's edits while the run is paused: functions whose text has changed get the new code, in place.

Every function that the program holds stays the same object, so layers, closures and bound methods have the
new code from the next call on. Frames that run keep the old one until they return.
"""

from __future__ import annotations

import gc
import inspect
import linecache
import os
import sys
import tokenize
import types
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from pyadapter.core.edits import compare
from pyadapter.probe.patches import contained
from pyadapter.probe.watch.frames import USER_FILES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyadapter.core.edits import Edits

_OPTIMIZED = inspect.CO_OPTIMIZED | inspect.CO_NEWLOCALS

Codes = dict[str, list[types.CodeType]]
"""Code of functions by qualified name, in the order of the file."""


@dataclass
class Reloaded:
    """What came of a reload.

    Attributes:
        names: Functions that are new now.
        problems: Sentences on what has changed and could not be reloaded.
    """

    names: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


class Reloader:
    """Knows what the program's own files were like when it read them."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}
        self.remember()

    def remember(self) -> None:
        """Remember the text of the user's modules that are new: they have just been imported."""
        for file in _user_modules():
            if file not in self._texts:
                text = _read(file)
                if text is not None:
                    self._texts[file] = text

    def refused(self) -> str | None:
        """Say why the files cannot be reloaded as they are, None when they can."""
        for file, (_, text) in self._changed().items():
            try:
                compile(text, file, "exec", dont_inherit=True)
            except (SyntaxError, ValueError) as error:  # noqa: PERF203 -- one file after the other
                line = f", line {error.lineno}" if isinstance(error, SyntaxError) else ""
                why = error.msg if isinstance(error, SyntaxError) else str(error)
                return f"{PurePath(file).name}{line}: {why}. Nothing was reloaded, and no step was run again."
        return None

    def reload(self) -> Reloaded:
        """Give functions that have changed their new code."""
        reloaded = Reloaded()
        for file, (old, new) in self._changed().items():
            module = _user_modules().get(file)
            if module is not None:
                contained(_reload, module, file, old, new, reloaded)
            self._texts[file] = new
            linecache.checkcache(file)
        if reloaded.names:
            contained(_trace_anew)
            contained(_clear_caches)
        return reloaded

    def _changed(self) -> dict[str, tuple[str, str]]:
        now = ((file, old, _read(file)) for file, old in self._texts.items())
        return {file: (old, new) for file, old, new in now if new is not None and new != old}


def _user_modules() -> dict[str, types.ModuleType]:
    found = {}
    for module in tuple(sys.modules.values()):
        file = getattr(module, "__file__", None)
        if isinstance(file, str) and file.endswith(".py") and USER_FILES[file]:
            found[file] = module
    return found


def _read(file: str) -> str | None:
    try:
        with tokenize.open(file) as opened:
            return opened.read()
    except (OSError, SyntaxError, UnicodeDecodeError):
        return None


def _reload(module: types.ModuleType, file: str, old: str, new: str, reloaded: Reloaded) -> None:
    """Exchange the code of a module's functions."""
    edits = compare(old, new)
    short = PurePath(file).name
    for statement in edits.imports:
        _import(module, statement, short, reloaded)
    functions = tuple(  # all of them, before the first has new code
        _functions(module, os.path.normcase(os.path.abspath(file)))  # noqa: PTH100 -- as below
    )
    known_as = functions[0].__code__.co_filename if functions else file
    before = _codes(compile(old, known_as, "exec", dont_inherit=True))
    after = _codes(compile(new, known_as, "exec", dont_inherit=True))
    done: set[str] = set()
    kept: set[str] = set()
    for function in functions:
        _exchange(function, before, after, edits, done, kept)
    for name in edits.added:
        if _add(module, name, after, edits):
            done.add(name)
        else:
            reloaded.problems.append(f"{short}: {name} is new, and cannot be put where it belongs.")
    for name in edits.changed:
        place = f"{short}, line {after[name][0].co_firstlineno if name in after else 0}"
        if name in kept:
            inside = "a function inside of " if name in done else ""
            reloaded.problems.append(
                f"{place}: {inside}{name} that is in use keeps its old code: it uses other variables of "
                "what is around it now."
            )
        elif name not in done:
            why = "the program does not hold it any more"
            reloaded.problems.append(f"{place}: {name} is not reloaded: {why}.")
    reloaded.names += [name for name in (*edits.changed, *edits.added) if name in done]
    reloaded.problems += [f"{short}, line {each.line}: {each.why}. Not reloaded." for each in edits.refused]


def _import(module: types.ModuleType, statement: Any, short: str, reloaded: Reloaded) -> None:
    import ast  # noqa: PLC0415 -- rarely needed

    text = ast.unparse(statement)
    try:
        exec(text, vars(module))  # noqa: S102 -- the user's own line, in their own module
    except Exception as error:  # noqa: BLE001 -- whatever an import raises
        reloaded.problems.append(f"{short}, line {statement.lineno}: {text} failed: {error}")


def _codes(module: types.CodeType) -> Codes:
    found: Codes = {}

    def look(code: types.CodeType, prefix: str) -> None:
        for inner in code.co_consts:
            if not isinstance(inner, types.CodeType):
                continue
            name = f"{prefix}{inner.co_name}"
            if inner.co_flags & _OPTIMIZED == _OPTIMIZED:
                found.setdefault(name, []).append(inner)
                look(inner, f"{name}.<locals>.")
            else:
                look(inner, f"{name}.")

    look(module, "")
    return {name: sorted(codes, key=lambda code: code.co_firstlineno) for name, codes in found.items()}


def _functions(module: types.ModuleType, file: str) -> Iterator[types.FunctionType]:
    """Yield the functions of a file that can be reached, inner ones that are alive included."""
    seen: set[int] = set()
    waiting: list[Any] = list(vars(module).values())
    while waiting:
        value = waiting.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, types.FunctionType):
            if os.path.normcase(os.path.abspath(value.__code__.co_filename)) == file:  # noqa: PTH100 -- `resolve` follows links  # noqa: PTH100 -- `resolve` follows links
                yield value
                waiting += _inner(value.__code__)
            if hasattr(value, "__wrapped__"):
                waiting.append(value.__wrapped__)
            waiting += [cell.cell_contents for cell in value.__closure__ or () if _filled(cell)]
        elif isinstance(value, type):
            if value.__module__ == module.__name__:
                waiting += vars(value).values()
        else:
            names = ("__func__", "fget", "fset", "fdel", "func", "_python_function", "__wrapped__")
            inside = (inspect.getattr_static(value, name, None) for name in names)
            waiting += [getattr(value, name) for name, each in zip(names, inside, strict=True) if each]


def _filled(cell: Any) -> bool:
    try:
        return isinstance(cell.cell_contents, (types.FunctionType, type))
    except ValueError:
        return False


def _inner(code: types.CodeType) -> list[Any]:
    """Return the functions that have been made of code inside of a function, and the methods of classes."""
    inner: list[types.CodeType] = []
    waiting = [code]
    while waiting:
        found = [each for each in waiting.pop().co_consts if isinstance(each, types.CodeType)]
        inner += found
        waiting += found
    if not inner:
        return []
    made = gc.get_referrers(*inner)  # asked for few: see inspection/live.py
    return [each for each in made if isinstance(each, types.FunctionType)]


def _exchange(  # noqa: PLR0913, PLR0917 -- one each
    function: types.FunctionType, before: Codes, after: Codes, edits: Edits, done: set[str], kept: set[str]
) -> None:
    """Give a function its new code.

    Args:
        function: It.
        before: Code of the old text.
        after: Code of the new text.
        edits: What has changed.
        done: Takes the name of the outermost function.
        kept: Takes it where the new code does not fit.
    """
    code = function.__code__
    places = (
        (name, place)
        for name, codes in before.items()
        for place, each in enumerate(codes)
        if (each.co_name, each.co_firstlineno) == (code.co_name, code.co_firstlineno)
    )
    name, place = next(places, ("", 0))
    if not name:
        return
    outer = name.partition(".<locals>.")[0]
    if any(each.name == outer and "parameters" in each.why for each in edits.refused):
        return
    fits = len(before[name]) == len(after.get(name, ()))
    if not fits or after[name][place].co_freevars != code.co_freevars:
        kept.add(outer)
        return
    function.__code__ = after[name][place]
    if name in edits.defaults:
        positional, named = edits.defaults[name]
        function.__defaults__, function.__kwdefaults__ = positional or None, named or None
    done.add(outer)


def _add(module: types.ModuleType, name: str, after: Codes, edits: Edits) -> bool:
    """Put a new function into the module, or into a class of it."""
    owner: Any = module
    *classes, last = name.split(".")
    for each in classes:
        owner = vars(owner).get(each)
        if not isinstance(owner, type):
            return False
    code = after[name][-1]
    if set(code.co_freevars) - {"__class__"} or (code.co_freevars and not classes):
        return False
    closure = tuple(types.CellType(owner) for _ in code.co_freevars) or None
    positional, named = edits.defaults[name]
    function = types.FunctionType(code, vars(module), last, positional or None, closure)
    function.__kwdefaults__ = named or None
    function.__qualname__, function.__module__ = name, module.__name__
    setattr(owner, last, function)
    return True


def _trace_anew() -> None:
    """Make compiled functions forget the graphs that were made of the old code."""
    module = sys.modules.get("tensorflow.python.eager.polymorphic_function.polymorphic_function")
    kind = getattr(module, "Function", None)
    for each in gc.get_referrers(kind) if kind is not None else ():
        if type(each) is kind:
            each._function_cache.clear()  # noqa: SLF001 -- there is no public way


def _clear_caches() -> None:
    """Make the debugger look anew at which lines of the files have breakpoints."""
    constants = sys.modules.get("_pydevd_bundle.pydevd_constants")
    debugger = constants.get_global_debugger() if constants is not None else None
    if debugger is not None and hasattr(debugger, "clear_skip_caches"):
        debugger.clear_skip_caches()
