"""Time `commreg validate` against other validators on the same made-up register, whole processes, in turn."""

from __future__ import annotations

import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUNS = 5
BARE_PASS = """
import sys, yaml
from pathlib import Path
for path in sorted(Path(sys.argv[1]).glob("*.yaml")):
    for event in yaml.parse(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader):
        pass
"""


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


def commands(root: Path) -> dict[str, list[str]]:
    """What is timed: name → command."""
    contracts = root / "contracts"
    bin_ = Path(sys.executable).parent
    files = [str(path) for path in sorted(contracts.glob("*.yaml"))]
    yamale_schema = root / "yamale.yaml"
    yamale_schema.write_text("any()\n", encoding="utf-8")
    schema = ROOT / "contract.schema.json"
    return {
        "commreg validate": [str(bin_ / "commreg"), "-C", str(root), "validate", "-o", str(root / "out.txt")],
        "bare libyaml pass": [sys.executable, "-c", BARE_PASS, str(contracts)],
        "check-jsonschema": [str(bin_ / "check-jsonschema"), "--schemafile", str(schema), *files],
        "yamllint": [str(bin_ / "yamllint"), "-d", "relaxed", str(contracts)],
        "yamale": [str(bin_ / "yamale"), "-s", str(yamale_schema), "--no-strict", str(contracts)],
    }


def seconds(command: list[str]) -> float:
    """How long a command takes, whatever it finds."""
    begin = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return time.perf_counter() - begin


def compare(count: int, *, peers: bool) -> None:
    """Print the median of each command and how it stands to commreg."""
    with tempfile.TemporaryDirectory() as folder:
        timed = commands(make(Path(folder) / "register", count))
        if not peers:
            timed = {
                name: command for name, command in timed.items() if name in ("commreg validate", "bare libyaml pass")
            }
        taken: dict[str, list[float]] = {name: [] for name in timed}
        for run in range(RUNS + 1):
            for name, command in timed.items():
                value = seconds(command)
                if run:  # the first warms the disk cache
                    taken[name].append(value)
    ours = statistics.median(taken["commreg validate"])
    print(f"{count:,} contracts, {RUNS} runs each, in turn")
    for name, values in taken.items():
        middle = statistics.median(values)
        print(
            f"  {name:<18} {middle:7.2f} s   ({min(values):.2f} to {max(values):.2f})   {middle / ours:6.2f} times ours"
        )


if __name__ == "__main__":
    compare(1_000, peers=True)
    compare(10_000, peers=False)
