"""The command `keras-debug`, also `python -m pyadapter` and `python path/to/pyadapter`.

Whichever way it was started, the user's own modules win: neither the working directory, which `-m` puts on
`sys.path`, nor this folder, which running it as a script puts there, may stand in front of the standard
library here or of the script's folder later.
"""

import sys

if __name__ == "__main__" and not getattr(sys.flags, "safe_path", False):
    # Before any other import: a `selectors.py` in the working directory must not be found.
    del sys.path[0]

if sys.version_info < (3, 10):  # noqa: UP036 -- this file is what an older Python can still read
    found = ".".join(map(str, sys.version_info[:2]))
    sys.exit(f"keras-debug needs Python 3.10 or newer; {sys.executable} is Python {found}.")

import argparse
import importlib
import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

HERE = Path(__file__).resolve().parent

BUNDLED = {
    "adapter": HERE.parent / "extension" / "bundled",
    "language-server": HERE.parent / "extension" / "bundled-language",
}
"""Where the packaged extension has its debugpy and its pygls; a checkout uses those that are installed. A
folder each, because no training script may ever find what pygls needs."""

TRIALS = {
    "overfit": "train on one batch of the script's data: can the model learn it at all?",
    "check-data": "show the data at the end of the script's pipeline, and what looks wrong with it",
    "baselines": "compare the trained model with a constant answer and a linear model",
}
"""What to ask before the model is blamed."""

MAINS = {
    "run": "pyadapter.terminal.command",
    "check": "pyadapter.terminal.check.command",
    **dict.fromkeys(TRIALS, "pyadapter.terminal.trials.command"),
    "compare": "pyadapter.terminal.compare_command",
    "test-layer": "pyadapter.terminal.layer_command",
    "language-server": "pyadapter.language.main",
    "adapter": "pyadapter.adapter.main",
}
"""The module of each subcommand, which has a `main`."""


def load_package() -> None:
    """Make this folder importable as `pyadapter`, without its parent on `sys.path`."""
    if "pyadapter" in sys.modules:
        return
    specification = importlib.util.spec_from_file_location(
        "pyadapter", HERE / "__init__.py", submodule_search_locations=[str(HERE)]
    )
    if specification is None or specification.loader is None:
        raise ImportError(f"cannot load {HERE}")
    package = importlib.util.module_from_spec(specification)
    sys.modules["pyadapter"] = package
    specification.loader.exec_module(package)


def main(arguments: "Sequence[str] | None" = None) -> int:
    """Run a subcommand.

    Args:
        arguments: The command line after the command's name; by default this process's.

    Returns:
        The exit code.
    """
    load_package()
    given = list(sys.argv[1:] if arguments is None else arguments)
    command = given[0] if given else ""
    if command in BUNDLED and BUNDLED[command].is_dir():
        sys.path.insert(0, str(BUNDLED[command]))
    if command in MAINS:
        # A subcommand loads what it needs, and no other does.
        code: int = importlib.import_module(MAINS[command]).main(given if command in TRIALS else given[1:])
        return code
    parser = argparse.ArgumentParser(
        prog="keras-debug", description="A debugger for Keras training: stops where a tensor goes bad."
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    commands.add_parser("run", help="run a training script and report where a tensor goes bad")
    commands.add_parser("check", help="find what is wrong in Keras code without running it")
    for name, summary in TRIALS.items():
        commands.add_parser(name, help=summary)
    commands.add_parser("compare", help="find where two recorded runs part")
    commands.add_parser("test-layer", help="try a custom layer, loss or metric of a script on its own")
    commands.add_parser("language-server", help="speak the Language Server Protocol, for editors")
    commands.add_parser("adapter", help="speak the Debug Adapter Protocol on stdin and stdout, for editors")
    if given[:1] and given[0].endswith(".py"):
        parser.error(
            f"which command? `keras-debug run {given[0]}` watches its training, --help has the others"
        )
    if given:
        parser.parse_args(given)
    parser.print_help(sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
