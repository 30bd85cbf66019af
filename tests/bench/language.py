"""The checks of sources: time and memory of `keras-debug check` over few and many files, and of large files.

Each row is a process of its own, so that its peak of memory is its own. 5,000 files are copies of this
repository's scripts and of Keras's own files.
"""

from __future__ import annotations

import importlib.util
import itertools
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 3
FILES = (1, 100, 5000)
LINES = (2_000, 100_000)
MIB = 1024

_CHECK = "from pyadapter.terminal.check.command import main; main([sys.argv[1]])"
_ANALYSE = (
    "from pathlib import Path; from pyadapter.core.source.analysis import analyse; "
    "text = Path(sys.argv[1]).read_text(encoding='utf-8'); begin = time.perf_counter(); analyse(text); "
    "print(time.perf_counter() - begin)"
)
_PEAK = "; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"


def sources() -> list[Path]:
    """Return files that use Keras: scripts, and Keras itself."""
    spec = importlib.util.find_spec("keras")
    found = sorted((ROOT / "tests" / "score").rglob("*.py"))
    if spec is not None and spec.origin is not None:
        found += sorted(Path(spec.origin).parent.rglob("*.py"))
    return found


def measured(code: str, path: Path) -> tuple[float, float, float]:
    """Return the median seconds of a process, those that it printed itself, and its peak of MiB."""
    whole: list[float] = []
    own: list[float] = []
    peaks: list[float] = []
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        ended = subprocess.run(
            [sys.executable, "-c", f"import sys, time, resource; {code}{_PEAK}", str(path)],
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
        whole.append(time.perf_counter() - begin)
        *lines, peak = ended.stdout.splitlines()
        own.append(float(lines[-1]) if code == _ANALYSE else 0.0)
        peaks.append(int(peak) / MIB)
    return statistics.median(whole), statistics.median(own), max(peaks)


def copies(files: Sequence[Path], count: int, folder: Path) -> Path:
    """Copy so many files into a folder."""
    folder.mkdir()
    for number, path in enumerate(itertools.islice(itertools.cycle(files), count)):
        shutil.copyfile(path, folder / f"{number}_{path.name}")
    return folder


def large(files: Sequence[Path], lines: int, path: Path) -> Path:
    """Write a file of so many lines: scripts one after the other, each a function of its own."""
    parts: list[str] = []
    count = 0
    for number, script in enumerate(itertools.cycle(files)):
        body = [f"    {line}" if line else "" for line in script.read_text(encoding="utf-8").splitlines()]
        body = [line for line in body if "__future__" not in line]
        parts += [f"def part_{number}():", *body, "    pass", ""]
        count += len(body) + 3
        if count >= lines:
            break
    path.write_text("\n".join(parts[:lines]), encoding="utf-8")
    return path


def main() -> None:
    """Print the tables."""
    files = sources()
    with tempfile.TemporaryDirectory() as directory:
        print(f"{'keras-debug check':>24} {'seconds':>9} {'a file':>10} {'peak':>10}")
        for count in FILES:
            folder = copies(files, count, Path(directory, str(count)))
            seconds, _, peak = measured(_CHECK, folder)
            print(
                f"{count:>18,} files {seconds:>9.2f} {seconds / count * 1e3:>7.1f} ms {peak:>6.0f} MiB",
                flush=True,
            )
        print(f"\n{'analyse':>24} {'seconds':>9} {'1000 lines':>10} {'peak':>10}")
        scripts = [path for path in files if "score" in path.parts]
        for lines in LINES:
            path = large(scripts, lines, Path(directory, f"{lines}.py"))
            _, seconds, peak = measured(_ANALYSE, path)
            print(
                f"{lines:>18,} lines {seconds:>9.2f} {seconds / lines * 1e6:>7.1f} ms {peak:>6.0f} MiB",
                flush=True,
            )


if __name__ == "__main__":
    main()
