"""Writers and editors in any order: a file holds what somebody last saved, and no change is lost unseen."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from commreg.diagnostics.errors import InputError
from commreg.register.file_writer import FileChange, write_files, write_output
from tests.unit.hypothesis_profile import examples

NAMES = ("a.yaml", "b.yaml", "sub/c.yaml")


class Writers(RuleBasedStateMachine):
    """Several programs read files and later save new texts; editors, kills and outputs come between."""

    reads: Bundle[dict[str, bytes | None]] = Bundle("reads")

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp(prefix="commreg-test-"))
        self.saved: dict[str, bytes] = {}
        self.count = 0

    def teardown(self) -> None:
        shutil.rmtree(self.root)

    def _new_text(self) -> bytes:
        self.count += 1
        return f"text {self.count}\n".encode()

    @rule(target=reads, names=st.sets(st.sampled_from(NAMES), min_size=1))
    def read(self, names: set[str]) -> dict[str, bytes | None]:
        return {name: self.saved.get(name) for name in sorted(names)}

    @rule(before=consumes(reads))
    def save(self, before: dict[str, bytes | None]) -> None:
        after = {name: self._new_text() for name in before}
        changes = [FileChange(self.root / name, name, before[name], after[name]) for name in before]
        is_current = all(self.saved.get(name) == text for name, text in before.items())
        try:
            write_files(self.root, changes)
        except InputError:
            assert not is_current
        else:
            assert is_current, "a change was written over"
            self.saved |= after

    @rule(name=st.sampled_from(NAMES))
    def edit_in_an_editor(self, name: str) -> None:
        path = self.root / name
        path.parent.mkdir(exist_ok=True)
        self.saved[name] = self._new_text()
        path.write_bytes(self.saved[name])

    @rule(name=st.sampled_from(NAMES))
    def delete(self, name: str) -> None:
        (self.root / name).unlink(missing_ok=True)
        self.saved.pop(name, None)

    @rule(name=st.sampled_from(NAMES))
    def be_killed_while_saving(self, name: str) -> None:
        folder = (self.root / name).parent
        folder.mkdir(exist_ok=True)
        (folder / f".commreg-{self.count}x.tmp").write_bytes(b"half")

    @rule()
    def write_an_output(self) -> None:
        write_output(self.root / "out.csv", self._new_text())

    @invariant()
    def every_file_is_as_it_was_last_saved(self) -> None:
        files = {path.relative_to(self.root).as_posix(): path.read_bytes() for path in self.root.rglob("*.yaml")}
        assert files == self.saved


TestWriters = Writers.TestCase
TestWriters.settings = settings(max_examples=examples(120), stateful_step_count=20, deadline=None)
