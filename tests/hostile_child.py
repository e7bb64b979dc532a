"""Run commands on registers in one process with limits, and report each that ends otherwise than it should.

Arguments: a JSON file with a list of folders and a list of commands. Prints a JSON list of complaints.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import resource
import sys
import time
from pathlib import Path

MEMORY = 2 * 1024**3
SECONDS_FOR_ONE = 20
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def run(arguments: list[str]) -> tuple[object, str, str]:
    """One command in this process: its exit code, output and messages."""
    from commreg.cli import main

    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.TextIOWrapper(io.BytesIO(), "utf-8")
    sys.argv = ["commreg", *arguments]
    code: object = None
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main.run()
        except SystemExit as stop:
            code = stop.code
        out.flush()
        err.flush()
    texts = [stream.buffer.getvalue().decode("utf-8", "replace") for stream in (out, err)]
    return code, texts[0], texts[1]


def complaints(folder: str, command: str) -> list[str]:
    """What is wrong with one run; nothing if it is as it should be."""
    os.chdir(folder)
    start = time.monotonic()
    try:
        code, out, err = run(command.split())
    except BaseException as error:  # noqa: BLE001 - that is what is looked for
        return [f"{folder}: {command}: {type(error).__name__}: {error}"]
    wrong = []
    if code not in (0, 1, 2, None):
        wrong.append(f"exit code {code}")
    if "unexpected error" in err or "Traceback" in err:
        wrong.append(err.strip()[-300:])
    if time.monotonic() - start > SECONDS_FOR_ONE:
        wrong.append("took too long")
    is_binary = "xlsx" in command or "sqlite" in command
    if not is_binary and (CONTROL.search(out) or CONTROL.search(err)):
        wrong.append("a control character came out")
    return [f"{folder}: {command}: {complaint}" for complaint in wrong]


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    work = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    print(json.dumps([complaint for folder in work["folders"] for command in work["commands"]
                      for complaint in complaints(folder, command)]))  # fmt: skip
