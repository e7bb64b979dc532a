"""Write one register into a dataset: a folder for its council and as-of day, with a file for each table.

A partition is written whole or not at all, the same register on the same day gives the same bytes, and nothing of
another council is touched. Only the register being written is in memory.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from commreg.dataset.council_key import CouncilKey, council_key
from commreg.dataset.rows import Row, rows_by_table
from commreg.dataset.schema import LISTS, SCHEMA, Column, layout, schema_name, tables
from commreg.diagnostics.errors import InputError
from commreg.export.parquet.arrow import TYPES, file_bytes, pa, parquet
from commreg.export.request import ExportRequest
from commreg.register.file_writer import write_output
from commreg.register.folder_writer import replace_folder
from commreg.register.lock import exclusive

MARKER = "_commreg_dataset.json"  # programs that read datasets pass over names that start with an underscore
ENDING = ".parquet"


@dataclass(frozen=True, slots=True)
class Partition:
    """A partition that was written: where, and whether its bytes are new."""

    council: CouncilKey
    folder: Path
    outcome: str  # written, replaced or unchanged


def write_partition(dataset: Path, request: ExportRequest) -> Partition:
    """Write a register into a dataset, which is created if there is none.

    Raises InputError if the dataset has another schema or audience, or its council is there as another register.
    """
    organisation = request.settings.organisation
    council = council_key(organisation)
    dataset = dataset.resolve()
    if dataset.exists() and not dataset.is_dir():
        raise InputError(f"{dataset} is a file", hint="name a folder", parameter="dataset")
    _require_dataset_or_nothing(dataset)
    files = _files(rows_by_table(request, council))
    folder = dataset / f"council={council.key}" / f"as_of={request.as_of.isoformat()}"
    _require_no_link(folder.parent, folder)
    dataset.mkdir(parents=True, exist_ok=True)
    with exclusive(dataset, "this dataset"):
        _require_same_kind(dataset, request.published.audience)
        _require_same_register(dataset, council, (organisation.name or None, organisation.service or None))
        if not (dataset / MARKER).exists():
            write_output(dataset / MARKER, _marker(request.published.audience))
        existed = folder.exists()
        if existed and _read_all(folder) == files:
            return Partition(council, folder, "unchanged")
        replace_folder(folder, files)
    return Partition(council, folder, "replaced" if existed else "written")


def read_marker(dataset: Path) -> dict[str, Any]:
    """What the file of a dataset says of it. Raises InputError if there is none that can be read."""
    try:
        marker = json.loads((dataset / MARKER).read_bytes())
        if isinstance(marker, dict) and isinstance(marker.get("tables"), dict) and isinstance(marker["schema"], str):
            return marker
    except (OSError, ValueError, KeyError, RecursionError):
        pass
    raise InputError(
        f"{dataset} is not a dataset: its file {MARKER} is missing or cannot be read",
        hint="name the folder that registers were exported to",
        parameter="dataset",
    )


def _marker(audience: str) -> bytes:
    content = {"schema": schema_name(), "audience": audience, "tables": layout()}
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def _require_dataset_or_nothing(dataset: Path) -> None:
    """A folder with other things in it is not made into a dataset."""
    if dataset.is_dir() and not (dataset / MARKER).exists() and any(dataset.iterdir()):
        raise InputError(
            f"{dataset} holds other files and is not a dataset", hint="name a new folder", parameter="dataset"
        )


def _require_no_link(*folders: Path) -> None:
    """Raise InputError if a folder of the dataset is a symbolic link: writing would go to a place nobody named."""
    for folder in folders:
        if folder.is_symlink():
            raise InputError(
                f"{folder} is a symbolic link, so the register would be written elsewhere",
                hint="replace the link by a folder, or name another dataset",
                parameter="dataset",
            )


def _require_same_kind(dataset: Path, audience: str) -> None:
    """Raise InputError if the dataset has another schema or is for another audience."""
    if not (dataset / MARKER).exists():
        return
    marker = read_marker(dataset)
    if marker["schema"] != schema_name():
        raise InputError(
            f"{dataset} has schema {marker['schema']}, and this version of commreg writes {schema_name()}: "
            f"{_describe_difference(marker['tables'], str(marker['schema']))}",
            hint="export every council to a new folder with the same version of commreg",
            parameter="dataset",
        )
    if marker.get("audience") != audience:
        raise InputError(
            f"{dataset} is for the audience {marker.get('audience')}, and this would be {audience}",
            hint="name another folder",
            parameter="dataset",
        )


def _describe_difference(theirs: dict[str, Any], schema: str) -> str:
    """The columns that differ from those of a dataset, the first few."""
    ours = {f"{table}.{name}": kind for table, columns in layout().items() for name, kind in columns.items()}
    recorded = {
        f"{table}.{name}": kind
        for table, columns in theirs.items()
        if isinstance(columns, dict)
        for name, kind in columns.items()
    }
    added, removed = sorted(ours.keys() - recorded.keys()), sorted(recorded.keys() - ours.keys())
    changed = sorted(name for name in ours.keys() & recorded.keys() if ours[name] != recorded[name])
    parts = [
        f"{label} {', '.join(names[:3])}{' …' if len(names) > 3 else ''}"
        for label, names in (("it lacks", added), ("it also has", removed), ("of another kind:", changed))
        if names
    ]
    same = "the order of columns differs" if schema.startswith(f"{SCHEMA}-") else "columns have another meaning"
    return "; ".join(parts) or same


def _require_same_register(dataset: Path, council: CouncilKey, owner: tuple[str | None, str | None]) -> None:
    """Raise InputError if another register has this council's key, or this register is there under another key."""
    for file in sorted((dataset / f"council={council.key}").glob(f"as_of=*/registers{ENDING}")):
        if (present := _owner(file)) != owner:
            names = ", ".join(filter(None, present))
            raise InputError(
                f"the council {council.key} is already in {dataset}, as the register of {names}",
                hint="one register a council: name another folder, or correct organisation in the settings",
                parameter="dataset",
            )
    for key in council.weaker_keys:
        files = sorted((dataset / f"council={key}").glob(f"as_of=*/registers{ENDING}"))
        if key != council.key and any(_owner(file) == owner for file in files):
            raise InputError(
                f"the council is already in {dataset} as {key}, and is now known as {council.key}: "
                "it would count twice",
                hint=f"remove the folder council={key}, then export again",
                parameter="dataset",
            )


def _owner(file: Path) -> tuple[str | None, str | None]:
    """The council and the part of it whose register a partition holds."""
    try:
        row = parquet.read_table(file, columns=["organisation", "service"]).to_pylist()[0]
    except (OSError, ValueError, IndexError) as error:
        raise InputError(f"{file} cannot be read", hint="remove its folder, then export again") from error
    return row["organisation"], row["service"]


def _read_all(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def _files(rows: dict[str, list[Row]]) -> dict[str, bytes]:
    """The file of each table by name."""
    return {f"{table}{ENDING}": _file(columns, rows[table]) for table, columns in tables().items()}


def _file(columns: tuple[Column, ...], rows: list[Row]) -> bytes:
    fields = [pa.field(c.name, _arrow_type(c.kind), metadata={"description": c.description}) for c in columns]
    schema = pa.schema(fields, metadata={"commreg.schema": schema_name()})
    return file_bytes(schema, [pa.array([row[field.name] for row in rows], field.type) for field in schema])


def _arrow_type(kind: str) -> Any:
    if kind not in LISTS:
        return TYPES[kind]
    parts = LISTS[kind]
    return pa.list_(pa.struct([(part, pa.string()) for part in parts]) if parts else pa.string())
