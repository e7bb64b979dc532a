"""Time commreg against other validators, and each of its heavier commands, on made-up registers of three sizes.

Whole processes, in turn, so that each meets the same noise. What counts is processor time (user and system, of all
processes that a command starts): on a machine that others use as well, the clock on the wall says more about them.
"""

from __future__ import annotations

import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
BARE_PASS = """
import sys, yaml
from pathlib import Path
for path in sorted(Path(sys.argv[1]).glob("*.yaml")):
    for event in yaml.parse(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader):
        pass
"""
OURS = "commreg validate"
BARE = "bare libyaml pass"
OTHERS = (
    "list",
    "recommissioning",
    "deadlines",
    "render appendix",
    "render booklet",
    "export csv",
    "export json",
    "export ics",
)


@dataclass
class Times:
    """Seconds of every run of a command, by the processor and by the clock, and its most memory in MB."""

    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    memory: float = 0.0

    def line(self, name: str, ours: Times | None = None) -> str:
        """A line of the table; with `ours`, how many times as long as ours it took: the middle of all runs."""
        cpu, wall = statistics.median(self.cpu), statistics.median(self.wall)
        text = f"  {name:<22} cpu {cpu:6.2f} s (least {min(self.cpu):5.2f})  clock {wall:6.2f} s  {self.memory:4.0f} MB"
        if ours is None:
            return text
        ratios = cpu / statistics.median(ours.cpu), wall / statistics.median(ours.wall)
        return f"{text}  {ratios[0]:5.2f} times ours (clock {ratios[1]:.2f})"


def make(root: Path, count: int) -> Path:
    """A register of `count` contracts: copies of the real ones under new ids."""
    (root / "contracts").mkdir(parents=True)
    originals = sorted((ROOT / "contracts").glob("*.yaml"))
    for number in range(count):
        original = originals[number % len(originals)]
        name = f"{original.stem}-{number:05}"
        text = re.sub(rf"(?m)^id: {original.stem}$", f"id: {name}", original.read_text(encoding="utf-8"))
        (root / "contracts" / f"{name}.yaml").write_text(text, encoding="utf-8")
    shutil.copy(ROOT / "pyproject.toml", root / "pyproject.toml")
    return root


def ours(root: Path, words: str) -> list[str]:
    """A command of ours on a register, its output in a file."""
    return [str(BIN / "commreg"), "-C", str(root), *words.split(), "-o", str(root / "out.txt")]


def validators(root: Path) -> dict[str, list[str]]:
    """What is compared: name → command. yamale's schema allows anything, so that it only reads the files."""
    contracts = root / "contracts"
    files = [str(path) for path in sorted(contracts.glob("*.yaml"))]
    anything = root / "yamale.yaml"
    anything.write_text("any()\n", encoding="utf-8")
    yamale = [str(BIN / "yamale"), "-s", str(anything), "--no-strict"]
    return {
        OURS: ours(root, "validate"),
        BARE: [sys.executable, "-c", BARE_PASS, str(contracts)],
        "check-jsonschema": [
            str(BIN / "check-jsonschema"), "--schemafile", str(ROOT / "contract.schema.json"), *files
        ],
        "yamllint": [str(BIN / "yamllint"), "-d", "relaxed", str(contracts)],
        "yamale": [*yamale, str(contracts)],
        "yamale, one process": [*yamale, "--cpu-num", "1", str(contracts)],
    }  # fmt: skip


def run(command: list[str], into: Times | None) -> None:
    """Run a command, whatever it finds, and note what it took."""
    begin = time.perf_counter()
    before = os.times()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    after, wall = os.times(), time.perf_counter() - begin
    if into is not None:
        into.cpu.append(after.children_user + after.children_system - before.children_user - before.children_system)
        into.wall.append(wall)
        into.memory = max(into.memory, used.ru_maxrss / 1024)


def measure(commands: dict[str, list[str]], runs: int) -> dict[str, Times]:
    """What each command takes, run in turn; a first round warms the disk cache."""
    found = {name: Times() for name in commands}
    for count in range(runs + 1):
        for name, command in commands.items():
            run(command, found[name] if count else None)
    return found


def main() -> None:
    """Print the tables."""
    with tempfile.TemporaryDirectory() as folder:
        roots = {count: make(Path(folder) / str(count), count) for count in (28, 1_000, 10_000)}
        print("start-up")
        start = {
            "python -c pass": [sys.executable, "-c", "pass"],
            "commreg --help": [str(BIN / "commreg"), "--help"],
            "commreg explain CR201": [str(BIN / "commreg"), "explain", "CR201"],
            "validate, 28 contracts": ours(roots[28], "validate"),
        }
        for name, times in measure(start, 9).items():
            print(times.line(name))
        print("1,000 contracts, beside other validators")
        found = measure(validators(roots[1_000]), 5)
        for name, times in found.items():
            print(times.line(name, found[OURS]))
        commands = validators(roots[10_000])
        print("10,000 contracts")
        large = measure({name: commands[name] for name in (OURS, BARE)}, 3)
        for name, times in large.items():
            print(times.line(name, large[OURS]))
        each = [
            (min(large[name].cpu) - min(found[name].cpu)) / 9_000 * 1_000_000 for name in (OURS, BARE)
        ]  # the slope, so without start-up
        print(f"  one file more: {each[0]:.0f} µs, {each[1]:.0f} µs in a bare pass: {each[0] / each[1]:.1f} times")
        for count, runs in ((1_000, 3), (10_000, 1)):
            print(f"{count:,} contracts, other commands")
            for name, times in measure({words: ours(roots[count], words) for words in OTHERS}, runs).items():
                print(times.line(name))


if __name__ == "__main__":
    main()
