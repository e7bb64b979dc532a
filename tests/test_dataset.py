"""`export parquet --dataset`: one council's part of the dataset of many."""

from __future__ import annotations

import json
import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from commreg.dataset.council_key import council_key
from commreg.dataset.schema import BASES, layout, schema_name
from commreg.model.settings import Organisation
from tests.conftest import ROOT, Program

parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is an extra, and is not installed here")

RICH = ROOT / "tests" / "data" / "rich"
MERROWDALE = "council=GB-LAE-MRW/as_of=2025-11-03"


@pytest.fixture
def dataset(commreg: Program, tmp_path: Path) -> Path:
    """A dataset with the rich register in it."""
    folder = tmp_path / "dataset"
    ran = commreg("export", "parquet", "--dataset", str(folder), cwd=RICH)
    assert ran.code == 0, ran.err
    assert f"Written: {folder / MERROWDALE}, 11 contracts.\n" in ran.err
    assert not ran.out
    return folder


@pytest.fixture
def rich(tmp_path: Path) -> Path:
    """A copy of the rich register that a test may change."""
    root = tmp_path / "rich"
    shutil.copytree(RICH, root)
    return root


def rows(dataset: Path, table: str, partition: str = MERROWDALE) -> list[dict[str, Any]]:
    read: list[dict[str, Any]] = parquet.ParquetFile(dataset / partition / f"{table}.parquet").read().to_pylist()
    return read


def contents(dataset: Path) -> dict[str, bytes]:
    return {str(path.relative_to(dataset)): path.read_bytes() for path in dataset.rglob("*") if path.is_file()}


def edit(root: Path, old: str, new: str, file: str = "commreg.toml") -> None:
    text = (root / file).read_text()
    assert old in text
    (root / file).write_text(text.replace(old, new))


def test_each_table_is_a_file_with_typed_columns(dataset: Path) -> None:
    assert sorted(path.stem for path in (dataset / MERROWDALE).iterdir()) == sorted(layout())
    schema = parquet.read_schema(dataset / MERROWDALE / "contracts.parquet")
    kinds = {field.name: str(field.type) for field in schema}
    assert kinds["current_end"] == "date32[day]"
    assert kinds["value"] == "decimal128(18, 2)"
    assert kinds["cpv"] == "list<element: string>"
    assert "scheme: string, identifier: string" in kinds["provider_identifiers"]
    assert all(field.metadata[b"description"] for field in schema)
    assert not {"council", "as_of"} & set(kinds)  # they are in the names of the folders
    assert schema.metadata[b"commreg.schema"] == schema_name().encode()


def test_every_amount_has_its_basis_beside_it() -> None:
    for table, columns in layout().items():
        names = list(columns)
        amounts = [name for name in names if columns[name] == "pounds"]
        assert [name for name in amounts if names[names.index(name) + 1] != f"{name}_basis"] == [], table
    assert set(BASES) <= set(layout()["contracts"])


def test_values_are_exact_and_lists_are_lists(dataset: Path) -> None:
    by_id = {row["id"]: row for row in rows(dataset, "contracts")}
    therapy = by_id["speech-therapy-2024"]
    assert (therapy["value"], therapy["value_basis"]) == (Decimal("612480.10"), "annual")
    assert therapy["current_end"] == date(2026, 8, 31)
    assert (therapy["cpv"], therapy["main_cpv"]) == (["85312300-2", "85141210-4"], "85312300")
    assert therapy["annual_value_basis"] == "annual"
    assert by_id["family-hubs-2020"]["value_at_award_basis"] is None
    (register,) = rows(dataset, "registers")
    assert (register["organisation"], register["contracts"], register["withheld_entries"]) == (
        "Merrowdale Council",
        11,
        1,
    )
    assert register["identifiers"] == [{"scheme": "GB-LAE", "identifier": "MRW"}]
    assert {row["amount_basis"] for row in rows(dataset, "spend")} == {"financial-year"}
    stages = [row["stage"] for row in rows(dataset, "plan") if row["contract"] == "speech-therapy-2024"]
    assert stages[0] == "review"
    assert stages[-1] == "mobilisation"


def test_what_is_withheld_is_blank_and_named(dataset: Path) -> None:
    by_id = {row["id"]: row for row in rows(dataset, "contracts")}
    tuition = by_id["tuition-2025"]
    for name in ("provider", "provider_key", "provider_known_by", "provider_cleaned_name", "value", "rating"):
        assert tuition[name] is None
    assert {"field": "provider.name", "wording": "REDACTED PERSONAL DATA"} in tuition["withheld"]
    assert "refuge-2024" not in by_id
    everything = b"".join(contents(dataset).values()) + str([rows(dataset, table) for table in layout()]).encode()
    for secret in ("Thistlewood", "18240.55", "nine in ten", "Quernstone", "Inclusion Officer", "old spreadsheet"):
        assert secret.encode() not in everything


def test_the_same_register_again_changes_nothing(commreg: Program, dataset: Path) -> None:
    before = contents(dataset)
    modified = (dataset / MERROWDALE).stat().st_mtime_ns
    ran = commreg("export", "parquet", "--dataset", str(dataset), cwd=RICH)
    assert (ran.code, contents(dataset)) == (0, before)
    assert "Unchanged: " in ran.err
    assert (dataset / MERROWDALE).stat().st_mtime_ns == modified


def test_a_changed_register_replaces_its_own_partition_only(commreg: Program, dataset: Path, rich: Path) -> None:
    commreg("export", "parquet", "--dataset", str(dataset), cwd=ROOT)
    before = contents(dataset)
    edit(rich, "title:", "title: New", "contracts/speech-therapy-2024.yaml")
    ran = commreg("export", "parquet", "--dataset", str(dataset), cwd=rich)
    assert ran.code == 0, ran.err
    assert "Replaced: " in ran.err
    changed = {name for name, data in contents(dataset).items() if before.get(name) != data}
    assert changed
    assert all(name.startswith(MERROWDALE) for name in changed)
    assert before.keys() == contents(dataset).keys()


def test_each_day_is_a_partition(commreg: Program, dataset: Path) -> None:
    assert commreg("export", "parquet", "--dataset", str(dataset), "--as-of", "2026-01-31", cwd=RICH).code == 0
    folders = sorted(path.name for path in (dataset / "council=GB-LAE-MRW").iterdir())
    assert folders == ["as_of=2025-11-03", "as_of=2026-01-31"]


def test_another_schema_is_refused_and_the_difference_named(commreg: Program, dataset: Path) -> None:
    marker = json.loads((dataset / "_commreg_dataset.json").read_text())
    del marker["tables"]["contracts"]["main_cpv"]
    marker["tables"]["spend"]["vat"] = "pounds"
    marker["schema"] = "1-00000000"
    (dataset / "_commreg_dataset.json").write_text(json.dumps(marker))
    before = contents(dataset)
    ran = commreg("export", "parquet", "--dataset", str(dataset), cwd=RICH)
    assert ran.code == 2
    assert f"has schema 1-00000000, and this version of commreg writes {schema_name()}" in ran.err
    assert "it lacks contracts.main_cpv; it also has spend.vat" in ran.err
    assert contents(dataset) == before


def test_a_dataset_has_one_audience(commreg: Program, dataset: Path) -> None:
    ran = commreg("export", "parquet", "--dataset", str(dataset), "--audience", "internal", cwd=RICH)
    assert ran.code == 2
    assert "is for the audience public, and this would be internal" in ran.err


def test_two_registers_with_one_key_are_refused(commreg: Program, dataset: Path, rich: Path) -> None:
    edit(rich, "children's services", "adult social care")
    before = contents(dataset)
    ran = commreg("export", "parquet", "--dataset", str(dataset), cwd=rich)
    assert ran.code == 2
    assert "already in" in ran.err
    assert "as the register of Merrowdale Council, children's services" in ran.err
    assert contents(dataset) == before


def test_a_council_with_a_new_key_does_not_count_twice(commreg: Program, dataset: Path, rich: Path) -> None:
    edit(rich, 'GB-LAE = "MRW"', 'GB-LAE = "MRW", GSS = "E06000099"')
    ran = commreg("export", "parquet", "--dataset", str(dataset), cwd=rich)
    assert ran.code == 2
    assert "as GB-LAE-MRW, and is now known as E06000099: it would count twice" in ran.err
    assert "remove the folder council=GB-LAE-MRW" in ran.err


def test_a_part_of_a_register_is_refused(commreg: Program, tmp_path: Path) -> None:
    for more in (("--kind", "grant"), ("-o", "x.parquet")):
        ran = commreg("export", "parquet", "--dataset", str(tmp_path / "dataset"), *more, cwd=RICH)
        assert ran.code == 2
        assert "does not go with --dataset" in ran.err
    assert not (tmp_path / "dataset").exists()


def test_a_folder_with_other_files_is_not_made_a_dataset(commreg: Program, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear Sir")
    ran = commreg("export", "parquet", "--dataset", str(tmp_path), cwd=RICH)
    assert ran.code == 2
    assert "holds other files and is not a dataset" in ran.err
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


@pytest.mark.parametrize("part", ["", "/as_of=2025-11-03"])
@pytest.mark.parametrize("leads", ["somewhere", "nowhere"])
def test_a_link_in_the_place_of_a_folder_is_refused(commreg: Program, tmp_path: Path, part: str, leads: str) -> None:
    elsewhere, folder = tmp_path / "elsewhere", tmp_path / "dataset"
    elsewhere.mkdir()
    (elsewhere / "note.txt").write_text("keep")
    ran = commreg("export", "parquet", "--dataset", str(folder), "--as-of", "2025-11-04", cwd=RICH)
    assert ran.code == 0, ran.err
    link = folder / f"council=GB-LAE-MRW{part}"
    if not part:
        shutil.rmtree(link)
    link.symlink_to(elsewhere if leads == "somewhere" else tmp_path / "nowhere")
    before = contents(folder)
    ran = commreg("export", "parquet", "--dataset", str(folder), cwd=RICH)
    assert ran.code == 2
    assert f"{link} is a symbolic link" in ran.err
    assert contents(folder) == before
    assert contents(elsewhere) == {"note.txt": b"keep"}
    assert not (tmp_path / "nowhere").exists()


def test_a_write_that_fails_leaves_the_partition_as_it_was(
    commreg: Program, dataset: Path, rich: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(dataset)
    edit(rich, "title:", "title: New", "contracts/speech-therapy-2024.yaml")
    rename = Path.rename

    def fail_on_new(self: Path, target: Path) -> Path:
        if self.name == "new":
            raise OSError(28, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail_on_new)
    ran = commreg("export", "parquet", "--dataset", str(dataset), cwd=rich)
    assert ran.code == 2
    assert "cannot be written: no space left on device" in ran.err
    assert contents(dataset) == before


@pytest.mark.parametrize(
    ("organisation", "key", "made_from"),
    [
        (Organisation(name="Rutland", identifiers={"GB-LAE": "RUT", "GSS": "E06000017"}), "E06000017", "gss"),
        (
            Organisation(identifiers={"uri": "http://statistics.data.gov.uk/id/statistical-geography/E06000017"}),
            "E06000017",
            "gss",
        ),
        (Organisation(name="Rutland", identifiers={"GB-LAE": "RUT"}), "GB-LAE-RUT", "identifier"),
        (Organisation(name="Bath & North-East Somerset"), "bath-north-east-somerset", "name"),
        (Organisation(name="King's Lynn / Wést"), "kings-lynn-west", "name"),
        (Organisation(name="../../etc"), "etc", "name"),
        (Organisation(name="2nd Council"), "council-2nd-council", "name"),
    ],
)
def test_the_key_of_a_council(organisation: Organisation, key: str, made_from: str) -> None:
    council = council_key(organisation)
    assert (council.key, council.made_from) == (key, made_from)


def test_a_council_without_a_name_is_refused(commreg: Program, rich: Path, tmp_path: Path) -> None:
    edit(rich, 'name = "Merrowdale Council"\n', "")
    edit(rich, 'identifiers = { GB-LAE = "MRW" }\n', "")
    ran = commreg("export", "parquet", "--dataset", str(tmp_path / "dataset"), cwd=rich)
    assert ran.code == 2
    assert "the settings do not name the council" in ran.err
