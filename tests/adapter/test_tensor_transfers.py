"""A client that dies while tensors are on their way: no process and no part of a file is left."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pytest

from tests.harness.patterns import containing
from tests.harness.processes import wait_until_gone
from tests.harness.session import Session, Stop

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.adapter.conftest import WriteScript

pytestmark = pytest.mark.tensorflow

LARGE = """
    import numpy as np

    large = np.zeros((8000, 8000), "float32")
    print("made", flush=True)  # @bp
"""

BYTES = 8000 * 8000 * 4


def vanish(session: Session) -> None:
    """End the client as VS Code ends when it is closed: neither side of the pipes is there any more."""
    output = cast("Any", session.process.stdout).fileno()
    nowhere = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nowhere, output)
    os.close(nowhere)
    cast("Any", session.process.stdin).close()


def kill_the_adapter(session: Session) -> None:
    session.process.kill()


def at_breakpoint(session: Session, script: WriteScript) -> tuple[Stop, int]:
    source = script(LARGE)
    session.launch(source, breakpoints={source: [source["bp"]]})
    stop = session.wait_for_stop("breakpoint")
    reference = {"type": "expression", "name": "large", "frameId": stop.frame}
    return stop, int(session.request("keras/tensor", reference=reference)["tensor"]["handle"])


@pytest.mark.parametrize("end", [vanish, kill_the_adapter])
@pytest.mark.parametrize("seconds", [0, 0.05])
def test_an_export_that_nobody_waits_for_leaves_nothing(
    script: WriteScript, tmp_path: Path, end: Callable[[Session], None], seconds: float
) -> None:
    folder = tmp_path / "exports"
    folder.mkdir()
    with Session() as session:
        _, handle = at_breakpoint(session, script)
        session.client.send("keras/exportTensor", {"handle": handle, "path": str(folder / "large.npy")})
        time.sleep(seconds)
        end(session)
        session.process.wait(10)
        assert wait_until_gone(session.mark, [], 10) == []
    # It may have been complete by then.
    assert [(each.name, each.stat().st_size) for each in folder.iterdir()] in (
        [],
        [("large.npy", BYTES + 128)],
    )


@pytest.mark.parametrize("end", [vanish, kill_the_adapter])
def test_windows_that_nobody_reads_leave_nothing(script: WriteScript, end: Callable[[Session], None]) -> None:
    with Session() as session:
        _, handle = at_breakpoint(session, script)
        for number in range(60):
            place = {"index": [], "row": number * 100, "column": 0, "rows": 256, "columns": 256}
            session.client.send("keras/window", {"handle": handle, **place})
        session.client.send(
            "keras/window",
            {
                "handle": handle,
                "index": [],
                "row": 0,
                "column": 0,
                "rows": 256,
                "columns": 256,
                "steps": [32, 32],
            },
        )
        end(session)
        session.process.wait(10)
        assert wait_until_gone(session.mark, [], 10) == []


def test_an_export_is_written_where_the_script_runs(script: WriteScript, tmp_path: Path) -> None:
    with Session() as session:
        _, handle = at_breakpoint(session, script)
        path = str(tmp_path / "large.npy")
        body = session.request("keras/exportTensor", handle=handle, path=path)
        assert body == containing(path=path, bytes=BYTES + 128)
        assert np.load(path, mmap_mode="r").shape == (8000, 8000)
