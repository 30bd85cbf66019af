"""The class that is tried: found in the script, and made with arguments that are given or inferred."""

from __future__ import annotations

import ast
import contextlib
import inspect
import textwrap
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pyadapter.core.layer_source import constructions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pyadapter.probe.trials.layer_script import Script


class TrialError(Exception):
    """Why nothing can be tried, in a sentence for the user."""


_GUESSES: tuple[tuple[tuple[str, ...], Any], ...] = (
    (("num_heads", "n_heads", "heads", "nhead", "h"), 2),
    (("rate", "dropout", "dropout_rate", "drop", "drop_rate", "drop_prob", "p"), 0.1),
    (("vocab_size", "vocabulary_size", "input_dim", "num_tokens", "max_tokens", "max_features"), 20),
    (("maxlen", "max_len", "max_length", "sequence_length", "seq_len", "max_position"), 16),
    (("kernel_size", "pool_size", "window_size"), 3),
    (("num_classes", "n_classes", "classes"), 3),
    (("activation",), "relu"),
    (("units", "dim", "d_model", "embed_dim", "embedding_dim", "hidden", "hidden_dim", "hidden_size"), 8),
    (("output_dim", "filters", "channels", "latent_dim", "dff", "ff_dim", "projection_dim", "features"), 8),
    (("epsilon", "eps"), 1e-6),
    (("strides", "stride", "depth", "num_layers", "n_layers", "num_blocks"), 1),
    (("name",), "tried"),
)
"""Values for constructor parameters by their usual names in Keras: small, and fit for each other."""


@dataclass
class Subject:
    """What is tried.

    Attributes:
        name: Of the class or function.
        kind: `layer`, `model`, `loss`, `metric` or `loss function`.
        type: The class or function.
        file: Where it is defined.
        line: The line of its definition.
        source: Its source.
        arguments: Makes the arguments of the constructor, anew each time: they may be layers.
        made_with: The constructor call in words.
        origin: Where the arguments come from.
    """

    name: str
    kind: str
    type: Any
    file: str
    line: int
    source: str
    arguments: Callable[[], tuple[list[Any], dict[str, Any]]] = field(default=lambda: ([], {}))
    made_with: str = ""
    origin: str = "no argument is needed"

    def make(self, dtype: str | None = None) -> Any:
        """Make one, under a dtype policy where that is given."""
        with policy(dtype):
            if self.kind == "loss function":
                return self.type
            arguments, named = self.arguments()
            return self.type(*arguments, **named)


@contextlib.contextmanager
def policy(name: str | None) -> Iterator[None]:
    """Make layers of another dtype within: `float64` or `mixed_float16`."""
    if name is None:
        yield
        return
    import keras  # noqa: PLC0415 -- the script has imported it

    before, floats = keras.config.dtype_policy(), keras.config.floatx()
    keras.config.set_dtype_policy(name)
    if not name.startswith("mixed"):
        keras.config.set_floatx(name)
    try:
        yield
    finally:
        keras.config.set_dtype_policy(before)
        keras.config.set_floatx(floats)


def subjects_in(script: Script) -> dict[str, str]:
    """Return the names and kinds of what can be tried, in the order of the script."""
    found = {
        name: kind
        for name, value in vars(script.module).items()
        if isinstance(value, type) and value.__module__ == script.module.__name__ and (kind := kind_of(value))
    }
    return dict(sorted(found.items(), key=lambda each: _line_of(vars(script.module)[each[0]])))


def kind_of(value: Any) -> str | None:
    """Say what a class is to Keras; None for one that is nothing to it."""
    import keras  # noqa: PLC0415 -- the script has imported it

    kinds = (
        ("model", keras.Model), ("layer", keras.layers.Layer), ("loss", keras.losses.Loss),
        ("metric", keras.metrics.Metric),
    )  # fmt: skip
    return next((kind for kind, parent in kinds if issubclass(value, parent)), None)


def find_subject(script: Script, name: str | None) -> Subject:
    """Find the class.

    Raises:
        TrialError: There is none of this name, or there are several and no name is given.
    """
    import sys  # noqa: PLC0415 -- a module of this name would hide the one of the interpreter

    if "keras" not in sys.modules:
        raise TrialError(f"{script.file.name} does not import Keras.")
    found = subjects_in(script)
    listed = ", ".join(f"{each} ({kind})" for each, kind in found.items())
    if name is None:
        if not found:
            raise TrialError(
                f"{script.file.name} defines no class that derives from a Keras Layer, Model, Loss or Metric."
            )
        if len(found) > 1:
            raise TrialError(f"Which one? Write {script.file.name}:NAME with one of {listed}.")
        name = next(iter(found))
    value = getattr(script.module, name, None)
    kind = kind_of(value) if isinstance(value, type) else None
    if kind is None and inspect.isfunction(value) and len(_required(value)) == 2:  # noqa: PLR2004 -- y_true, y_pred
        kind = "loss function"
    if kind is None or value is None:
        some = f" There are {listed}." if listed else ""
        raise TrialError(
            f"{name} is no Layer, Model, Loss, Metric or loss function of {script.file.name}.{some}"
        )
    lines, line = inspect.getsourcelines(value)
    return Subject(
        name, kind, value, inspect.getsourcefile(value) or "", line, textwrap.dedent("".join(lines))
    )


def _line_of(value: Any) -> int:
    try:
        return inspect.getsourcelines(value)[1]
    except (OSError, TypeError):
        return 0


def give_arguments(subject: Subject, script: Script, given: Mapping[str, Any] | None) -> None:
    """Choose the arguments of the constructor: given, as the script makes it, or guessed by their names.

    Raises:
        TrialError: They cannot be inferred.
    """
    if subject.kind == "loss function":
        subject.made_with, subject.origin = subject.name, "a function"
        return
    if given is not None:
        named = dict(given)
        _use(subject, ast.Call(ast.Name(subject.name), [], []), lambda: ([], dict(named)), "--arguments")
        subject.made_with = _in_words(subject.name, named)
        return
    for call in constructions(script.source, subject.name):
        evaluate = _evaluation(call, script)
        if evaluate is not None:
            _use(subject, call, evaluate, f"line {call.lineno} of the script")
            return
    required = _required(subject.type.__init__)[1:]
    guessed = {name: _guess(parameter) for name, parameter in required}
    unknown = [name for name, value in guessed.items() if value is None]
    if unknown:
        example = ", ".join(f'"{name}": …' for name in unknown)
        raise TrialError(
            f"{subject.name} needs {', '.join(unknown)}: what to give it cannot be guessed. "
            f"Write --arguments '{{{example}}}'."
        )
    if guessed:

        def arguments() -> tuple[list[Any], dict[str, Any]]:
            # A layer belongs to one object.
            return [], {name: value() if value is dense else value for name, value in guessed.items()}

        subject.arguments, subject.origin = arguments, "guessed by names"
    subject.made_with = _in_words(subject.name, guessed)


def _use(subject: Subject, call: ast.Call, arguments: Any, origin: str) -> None:
    subject.arguments, subject.origin = arguments, origin
    subject.made_with = ast.unparse(ast.fix_missing_locations(call))


def _in_words(name: str, named: Mapping[str, Any]) -> str:
    shown = {
        each: "Dense(8)" if value is dense else getattr(value, "__name__", repr(value))
        for each, value in named.items()
    }
    return f"{name}({', '.join(f'{each}={words}' for each, words in shown.items())})"


def _required(function: Any) -> list[tuple[str, inspect.Parameter]]:
    kinds = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    return [
        (name, each)
        for name, each in inspect.signature(function).parameters.items()
        if each.kind in kinds and each.default is inspect.Parameter.empty
    ]


def _guess(parameter: inspect.Parameter) -> Any:
    for names, value in _GUESSES:
        if parameter.name in names:
            return value
    if parameter.name in {"layer", "sublayer", "block", "backbone", "encoder", "decoder", "model"}:
        return dense
    if parameter.name.endswith(("fn", "func", "function")):
        return identity
    annotations = {"int": 4, "float": 0.5, "bool": True, "str": "tried"}
    annotation = parameter.annotation
    name = annotation if isinstance(annotation, str) else getattr(annotation, "__name__", "")
    if name in annotations:
        return annotations[name]
    if any(word in parameter.name for word in ("size", "dim", "num", "units", "len", "count", "width")):
        return 8
    words = (
        "alpha",
        "beta",
        "gamma",
        "scale",
        "weight",
        "factor",
        "margin",
        "temperature",
        "lambda",
        "delta",
    )
    return 0.5 if any(word in parameter.name for word in words) else None


def dense() -> Any:
    """Stand in for a layer that a layer is given."""
    import keras  # noqa: PLC0415 -- the script has imported it

    return keras.layers.Dense(8)


def identity(value: Any, *others: Any) -> Any:
    """Stand in for a function."""
    del others
    return value


def _evaluation(call: ast.Call, script: Script) -> Callable[[], tuple[list[Any], dict[str, Any]]] | None:
    """Return what evaluates a call's arguments in the script; None where they depend on local values."""
    if any(isinstance(each, ast.Starred) for each in call.args) or any(
        not each.arg for each in call.keywords
    ):
        return None
    parts = [*call.args, *(each.value for each in call.keywords)]
    if not all(_harmless(node, vars(script.module)) for part in parts for node in ast.walk(part)):
        return None

    def evaluate() -> tuple[list[Any], dict[str, Any]]:
        def value(node: ast.expr) -> Any:
            code = compile(ast.Expression(node), str(script.file), "eval")
            return eval(code, vars(script.module))  # noqa: S307 -- the script's own expression

        return [value(each) for each in call.args], {
            str(each.arg): value(each.value) for each in call.keywords
        }

    try:
        evaluate()
    except Exception:  # noqa: BLE001 -- names of a function that does not run
        return None
    return evaluate


def _harmless(node: ast.AST, names: Mapping[str, Any]) -> bool:
    """Whether evaluating an expression again makes values only: constants, and objects of Keras' classes."""
    if isinstance(node, ast.Name):
        value = names.get(node.id, vars(__import__("builtins")).get(node.id))
        return value is not None or node.id in names
    if isinstance(node, ast.Call):
        with contextlib.suppress(Exception):
            called = eval(compile(ast.Expression(node.func), "call", "eval"), dict(names))  # noqa: S307 -- a name
            return isinstance(called, type)
        return False
    kinds = (
        ast.Constant, ast.Attribute, ast.BinOp, ast.UnaryOp, ast.Tuple, ast.List, ast.Dict, ast.Subscript,
        ast.expr_context, ast.operator, ast.unaryop, ast.keyword,
    )  # fmt: skip
    return isinstance(node, kinds)
