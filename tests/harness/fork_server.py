"""Has imported Keras; runs `keras-debug` in a fork of itself for each line of JSON, answers the exit code."""

import json
import os
import signal
import sys
from pathlib import Path

standard_error = os.dup(2)
with Path(os.devnull).open("w") as nowhere:
    os.dup2(nowhere.fileno(), 2)  # what TensorFlow logs as it starts
    import keras
    import tensorflow  # noqa: F401, ICN001 -- so that no run has to
os.dup2(standard_error, 2)

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from pyadapter.__main__ import main  # noqa: E402 -- the path comes first


def run(arguments: list[str], directory: str, output: str, seed: int, longest: int) -> None:
    """Run a command with its output in a file, and end this process, after `longest` seconds anyway."""
    code = 1
    signal.alarm(longest)
    try:
        os.chdir(directory)
        file = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        os.dup2(file, 1)
        os.dup2(file, 2)
        keras.utils.set_random_seed(seed)  # the same weights in each run
        sys.argv = ["keras-debug", *arguments]
        code = main(arguments)
    except SystemExit as exit_:
        code = exit_.code if isinstance(exit_.code, int) else 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


for line in sys.stdin:
    request = json.loads(line)
    process = os.fork()
    if process == 0:
        run(**request)
    _, status = os.waitpid(process, 0)
    sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
    sys.stdout.flush()
