"""Fuzz what reads text from outside, for a time: python tests/fuzz/fuzz.py SECONDS [TARGET …].

With atheris installed the coverage of the code leads the search; without it inputs are made by chance from pieces of
contracts and settings. An input that raises anything is written to build/fuzz, and the exit code is 1.
"""

from __future__ import annotations

import contextlib
import random
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any

try:
    atheris: Any = import_module("atheris")
except ImportError:
    atheris = None
with atheris.instrument_imports(include=["commreg"]) if atheris else contextlib.nullcontext():
    from commreg.diagnostics.errors import CommregError
    from commreg.edit.contract_file import apply_edits, format_text
    from commreg.importing import read_sheet, rows
    from commreg.importing.headers import find_table
    from commreg.model.settings import Settings
    from commreg.register import load
    from commreg.register.config import Config, find
    from commreg.values.dates import parse_day
    from commreg.values.durations import parse_duration
    from commreg.values.money import parse_amount

ROOT = Path(__file__).parents[2]
FINDINGS = ROOT / "build" / "fuzz"
SCRATCH = Path(tempfile.mkdtemp(prefix="commreg-fuzz-"))
(SCRATCH / "contracts").mkdir()


def contract(data: bytes) -> None:
    """Load a register of one file and locate every finding."""
    path = SCRATCH / "contracts" / "x.yaml"
    path.write_bytes(data)
    register = load.load(Config(SCRATCH, Settings()), date(2021, 12, 16))
    assert len(register.findings) >= len(register.errors)


def settings(data: bytes) -> None:
    """Read settings."""
    (SCRATCH / "commreg.toml").write_bytes(data)
    find(SCRATCH)


def edit(data: bytes) -> None:
    """Format a file, and set a field of it."""
    text = data.decode("utf-8", "replace")
    once = format_text(text)
    assert format_text(once) == once
    apply_edits(text, [(("tags",), ("a", "b"))])


def sheet(data: bytes) -> None:
    """Import a spreadsheet."""
    rows.import_rows(find_table(read_sheet.read(Path("x.csv"), data), {}), Settings(), ())


def values(data: bytes) -> None:
    """Parse amounts, dates and lengths of time."""
    text = data.decode("utf-8", "replace")
    for parse in (parse_amount, parse_day, parse_duration):
        with contextlib.suppress(ValueError):
            parse(text)


TARGETS: dict[str, Callable[[bytes], None]] = {
    function.__name__: function for function in (contract, settings, edit, sheet, values)
}
SEEDS = [path.read_bytes() for path in sorted((ROOT / "contracts").glob("*.yaml"))[:8]]
SEEDS += [b"Title,Supplier,Start date\nA,B,01/04/2024\n", b"[policy]\nwindow_months = 18\n", b"2024-02-29"]
SEEDS += [b"1,000.50", b"12m"]
PIECES = [b"\n", b": ", b"- ", b"#", b"'", b'"', b"[", b"]", b"{", b"}", b"|\n", b">-\n", b"&a", b"*a", b"!!x", b"\xff",
          b"\x00", b"\xc2\x85", b"\xe2\x80\xa8", b"\t", b"\r", b"  ", b"2024-02-30", b"1e9", b"---\n",
          b"=", b","]  # fmt: skip


def mutated(source: random.Random) -> bytes:
    """A seed with some changes."""
    data = bytearray(source.choice(SEEDS))
    for _ in range(source.randint(1, 8)):
        place = source.randrange(len(data) + 1)
        end = min(len(data), place + source.choice((0, 0, 1, 4, 30)))
        data[place:end] = source.choice((source.choice(PIECES), source.randbytes(2), bytes(data[place:end] * 2)))
    return bytes(data)


def attempt(name: str, data: bytes) -> bool:
    """Run a target on an input; whether it ended as it should. What it raised is kept."""
    try:
        TARGETS[name](data)
    except CommregError:
        return True
    except Exception:  # noqa: BLE001 - that is what is looked for
        FINDINGS.mkdir(parents=True, exist_ok=True)
        path = FINDINGS / f"{name}-{sha256(data).hexdigest()[:12]}"
        path.write_bytes(data)
        print(f"{path}\n{traceback.format_exc()}", file=sys.stderr)
        return False
    return True


def by_chance(seconds: float, names: list[str]) -> int:
    """Try inputs made by chance until the time is up; the number that failed."""
    seed = int(time.time())
    source, failed, count = random.Random(seed), 0, 0
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        failed += not attempt(source.choice(names), mutated(source))
        count += 1
    print(f"{count:,} inputs, {failed} failed (seed {seed})")
    return failed


def led_by_coverage(seconds: float, names: list[str]) -> None:
    """Let atheris search: the first byte of an input chooses the target. Ends the process, with 77 on a failure."""

    def target(data: bytes) -> None:
        name = names[data[0] % len(names)] if data else names[0]
        if not attempt(name, data[1:]):
            raise RuntimeError(name)

    corpus = SCRATCH / "corpus"
    corpus.mkdir()
    for number, data in enumerate(SEEDS):
        for place in range(len(names)):
            (corpus / f"{number}-{place}").write_bytes(bytes([place]) + data)
    options = [f"-max_total_time={int(seconds)}", "-max_len=8192"]
    atheris.Setup([sys.argv[0], str(corpus), *options], target)
    atheris.Fuzz()


def main() -> int:
    """Fuzz for the time that is given, with or without atheris."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 600.0
    names = sys.argv[2:] or list(TARGETS)
    if atheris is None:
        return 1 if by_chance(seconds, names) else 0
    led_by_coverage(seconds, names)
    return 0


if __name__ == "__main__":
    sys.exit(main())
