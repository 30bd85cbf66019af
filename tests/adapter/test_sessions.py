"""More than one process: children at any depth, attaching, and running without debugging."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from tests.harness.patterns import containing, matching
from tests.harness.processes import MARK
from tests.harness.session import Session

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.adapter.conftest import WriteScript
    from tests.harness.script import Script


@pytest.fixture
def family_script(script: WriteScript) -> Script:
    """A script that starts itself twice, one inside the other; the innermost has the breakpoint."""
    return script("""
        import subprocess, sys

        generation = int(sys.argv[1])
        if generation < 2:
            subprocess.run([sys.executable, sys.argv[0], str(generation + 1)], check=True)
        else:
            print("grandchild")  # @bp
    """)


def child_of(session: Session) -> tuple[Session, dict[str, Any]]:
    """Do what VS Code does with `startDebugging`: a session with an adapter of its own."""
    session.client.wait(lambda: session.children or None, "startDebugging")
    request = session.children.pop(0)
    assert request["request"] == "attach"
    configuration = request["configuration"]
    address = "{host}:{port}".format_map(configuration["connect"])
    return Session("--connect", address, mark=session.mark), configuration


def test_children_are_debugged_at_any_depth(family_script: Script) -> None:
    attributes = {"args": ["0"], "statistics": "none", "env": {"FLAVOUR": "sweet"}}
    with Session() as parent:
        parent.launch(family_script, attributes=attributes)
        child, configuration = child_of(parent)
        with child:
            assert configuration == containing(type="keras", name=matching("Subprocess"), statistics="none")
            assert configuration["env"] == {
                "FLAVOUR": "sweet"
            }  # As the user wrote it, without our additions.
            child.start("attach", configuration)
            grandchild, configuration = child_of(child)
            with grandchild:
                grandchild.start("attach", configuration, breakpoints={family_script: [family_script["bp"]]})
                stop = grandchild.wait_for_stop("breakpoint")
                assert grandchild.evaluate("generation", stop) == "2"
                grandchild.resume(stop)
                grandchild.wait_for_event("terminated")
            child.wait_for_event("terminated")
        assert parent.wait_for_end() == 0
        assert "not watched" not in parent.output() + child.output() + grandchild.output()


def test_stopping_the_parent_ends_the_children(family_script: Script) -> None:
    with Session() as parent:
        parent.launch(family_script, attributes={"args": ["1"]})
        child, configuration = child_of(parent)
        with child:
            child.start("attach", configuration, breakpoints={family_script: [family_script["bp"]]})
            child.wait_for_stop("breakpoint")
            parent.press_stop()
            child.wait_for_event("terminated")


def test_without_subprocess_children_run_by_themselves(family_script: Script) -> None:
    with Session() as parent:
        parent.launch(family_script, attributes={"args": ["1"], "subProcess": False})
        assert parent.wait_for_end() == 0
        assert parent.children == []


@dataclass(frozen=True)
class Listening:
    """A process that waits for a debugger."""

    script: Script
    mark: str
    port: int
    process: subprocess.Popen[str]

    @contextlib.contextmanager
    def attach(self) -> Iterator[Session]:
        """A session that is attached, with the breakpoint set."""
        with Session("--connect", f"127.0.0.1:{self.port}", mark=self.mark) as session:
            attributes = {"connect": {"host": "127.0.0.1", "port": self.port}}
            session.start("attach", attributes, breakpoints={self.script: [self.script["bp"]]})
            yield session


@pytest.fixture
def listening(script: WriteScript, tmp_path: Path) -> Iterator[Listening]:
    """A process that waits in `debugpy.listen`."""
    source = script("""
        import debugpy

        host, port = debugpy.listen(("127.0.0.1", 0))
        print(port, flush=True)
        debugpy.wait_for_client()
        secret = 41
        secret += 1  # @bp
        print("the end")
    """)
    mark = tmp_path.name
    process = subprocess.Popen(
        [sys.executable, "-X", "frozen_modules=off", str(source.path)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, MARK: mark},
    )
    assert process.stdout is not None
    port = int(process.stdout.readline())
    yield Listening(source, mark, port, process)
    process.kill()
    process.communicate()


def test_attaching_to_a_process_that_waits(listening: Listening) -> None:
    with listening.attach() as session:
        stop = session.wait_for_stop("breakpoint")
        assert session.evaluate("secret", stop) == "41"
        assert session.request("keras/finding") == {"finding": None}  # The probe is there.
        session.resume(stop)
        session.wait_for_event("terminated")
    assert session.exit_code == 0


def test_disconnecting_lets_an_attached_process_go_on(listening: Listening) -> None:
    with listening.attach() as session:
        session.wait_for_stop("breakpoint")
        session.request("disconnect", terminateDebuggee=False)
    assert listening.process.communicate(timeout=10)[0] == "the end\n"


def test_without_debugging_the_script_simply_runs(loop_script: Script) -> None:
    with Session() as session:
        session.initialize()
        attributes = {"program": str(loop_script.path), "console": "internalConsole"}
        session.request("launch", type="keras", noDebug=True, device="cpu", **attributes)
        assert session.wait_for_end() == 0
        assert session.output("stdout") == "all done\n"


@pytest.mark.parametrize(
    ("attributes", "visible", "growth"),
    [
        ({}, "None", "true"),
        ({"device": "cpu", "memoryGrowth": False}, "-1", "None"),
        ({"env": {"TF_FORCE_GPU_ALLOW_GROWTH": "false"}}, "None", "false"),
    ],
)
def test_device_and_memory_growth_are_set_in_the_scripts_environment(
    script: WriteScript,
    attributes: dict[str, Any],
    visible: str,
    growth: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("CUDA_VISIBLE_DEVICES", "TF_FORCE_GPU_ALLOW_GROWTH"):
        monkeypatch.delenv(name, raising=False)
    source = script("""
        import os

        print(os.environ.get("CUDA_VISIBLE_DEVICES"), os.environ.get("TF_FORCE_GPU_ALLOW_GROWTH"))
    """)
    with Session() as session:
        session.initialize()
        options = {"program": str(source.path), "console": "internalConsole", "noDebug": True}
        session.request("launch", **options, **attributes)
        session.wait_for_output(f"{visible} {growth}\n")
        session.wait_for_end()
