"""Every kind of finding in a debugger: where it stops, what is shown there, and that the run goes on.

One session runs a faulty program of each kind, one after the other: most of the time of a session goes into
importing Keras.
"""

from __future__ import annotations

import contextlib
import itertools
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pyadapter.core import kinds
from tests.harness.script import write_script
from tests.harness.session import Session, Stop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from pyadapter.core.finding import Kind

    Run = Callable[[Path], AbstractContextManager[tuple[Session, Stop]]]

pytestmark = pytest.mark.tensorflow

PROGRAMS = Path(__file__).parents[1] / "programs"
PATIENCE = 240.0
"""Seconds for a program, on a machine that is busy."""

BUDGET = 24
"""MiB, as the program about memory asks for; the others take less."""

RUNNER = """
    import gc, os, runpy, sys, time
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    import keras

    number = 0
    print("ready", flush=True)
    while True:
        while not os.path.exists(f"{number}.txt"):
            time.sleep(0.01)
        with open(f"{number}.txt") as file:
            program = file.read()
        keras.utils.set_random_seed(1)
        try:
            runpy.run_path(program, run_name="__main__")
        except Exception:
            pass
        keras.utils.clear_session()
        gc.collect()
        # The next program begins at step 0, as in a process of its own.
        sys.modules["pyadapter.probe.bootstrap"]._running["probe"].progress.step = None
        print("done", number, flush=True)
        number += 1
"""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """Run a program up to its first stop; afterwards it goes on to its end."""
    folder = tmp_path_factory.mktemp("runner")
    script = write_script(folder, RUNNER)
    numbers = itertools.count()

    with Session() as session:
        session.launch(script, filters=[], attributes={"cwd": str(folder), "memoryBudget": BUDGET})
        session.wait_for_output("ready")

        @contextlib.contextmanager
        def running(program: Path) -> Iterator[tuple[Session, Stop]]:
            # Its kind alone: of many of them the set-up says more, and before the first update.
            session.set_filters([f"keras.{program.parent.name}", "uncaught"])
            number = next(numbers)
            unfinished = folder / "program.txt"
            unfinished.write_text(str(program), encoding="utf-8")
            unfinished.rename(folder / f"{number}.txt")
            stop = session.wait_for_stop_or_output(f"done {number}\n", PATIENCE)
            assert stop is not None, session.output()[-3000:]
            try:
                yield session, stop
            finally:
                session.set_filters([])  # with nothing to look for it is soon over
                session.resume(stop)
                assert session.wait_for_stop_or_output(f"done {number}\n", PATIENCE) is None

        yield running


def faulty(kind: Kind) -> Path:
    """Return a faulty program of a kind; for errors one with `fit`, which tells of them before it is left."""
    programs = (PROGRAMS / kind).glob("faulty_*.py")
    fits = {"exception", "out-of-memory"}
    return min(
        programs, key=lambda program: (kind in fits and ".fit(" not in program.read_text("utf-8"), program)
    )


@pytest.mark.parametrize("kind", kinds.DEFAULT)
def test_a_kind_stops_at_its_line_and_says_what(run: Run, kind: Kind) -> None:
    program = faulty(kind)
    marked = [n for n, line in enumerate(program.read_text("utf-8").splitlines(), 1) if "# @here" in line]
    with run(program) as (session, stop):
        finding = session.events("keras/stop")[-1]["finding"]
        assert finding["kind"] == kind, finding

        top = stop.frames[0]
        assert top["source"]["path"] == str(program)
        assert top["line"] in marked
        assert len(stop.body["description"]) <= 30
        assert stop.body["text"] == finding["title"]

        information = session.exception_info(stop)
        assert information["exceptionId"] == finding["title"]
        lines = information["description"].splitlines()
        assert 3 <= len(lines) <= 8
        assert all(len(line) <= 85 for line in lines)
        assert any(line.startswith("Where: ") for line in lines)
        assert f'File "{program}", line {top["line"]}' in information["details"]["stackTrace"]
        assert "pyadapter" not in information["details"]["stackTrace"]
