"""Make a dataset of many councils, and time the shipped queries on it with DuckDB and, if it is installed, Spark.

    python benchmarks/many_councils.py FOLDER --councils 320 --contracts 1000 [--seed 1] [--spark]

Each council's part is made by the ordinary path: contract files, loaded and checked, redacted, and written by the
export. A council that is in the folder already is not made again. The contracts are invented; kinds, dates and values
have about the spread of the public registers, and providers the kind of names and gaps that make comparing hard.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import resource
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, get_args

from commreg.dataset.partition import write_partition
from commreg.dataset.queries import query_names, shipped_query
from commreg.dataset.run_query import run_query
from commreg.dataset.schema import tables
from commreg.export.request import ExportRequest
from commreg.model.settings import Organisation, Region, Settings
from commreg.register.config import Config
from commreg.register.discovery import SourceFile
from commreg.register.load import load
from commreg.register.redact import redact_for

AS_OF = date(2026, 11, 1)
# Councils by the first characters of their GSS codes, in about England's proportions.
KINDS = (("E07", 164), ("E06", 63), ("E08", 36), ("E09", 33), ("E10", 24))
SERVICES = (
    ("Speech and language therapy", "85312300-2", "Children and Families Act 2014, section 42"),
    ("Foster placements", "85311300-5", "Children Act 1989, section 22G"),
    ("Short breaks", "85312100-0", "Children Act 1989, Schedule 2, paragraph 6"),
    ("Advocacy for children in care", "", "Children Act 1989, section 26A"),
    ("Health visiting", "85100000-0", ""),
    ("Advice for parents", "85312310-5", "Children and Families Act 2014, section 32"),
    ("Youth justice", "", "Crime and Disorder Act 1998, section 38"),
    ("Tuition", "80000000-4", "Education Act 1996, section 19"),
    ("Transport to school", "60130000-8", "Education Act 1996, section 508B"),
    ("Holiday activities", "", ""),
)
AGREEMENTS = (
    ("service-contract",) * 12 + ("spot-purchase",) * 3 + ("grant",) * 2 + ("service-level-agreement", "call-off")
)
WORDS = (
    "Bright",
    "Harbour",
    "Ash",
    "Lark",
    "Merrow",
    "Clear",
    "Stone",
    "North",
    "River",
    "Oak",
    "Field",
    "Wren",
    "Elm",
)
ENDINGS = ("Families", "Care", "Futures", "Therapy", "Support", "Homes", "Learning", "Trust")


def providers(random_numbers: random.Random, count: int = 4000) -> list[tuple[str, str]]:
    """Names and published numbers; a third have no number, and some names are used twice."""
    made = []
    for number in range(count):
        name = f"{random_numbers.choice(WORDS)} {random_numbers.choice(WORDS)} {random_numbers.choice(ENDINGS)}"
        name += f" {number % 700} {random_numbers.choice(('Ltd', 'Limited', 'CIC', ''))}"
        made.append((name.strip(), f"{10000000 + number:08}" if random_numbers.random() < 0.67 else ""))
    return made


def contract(name: str, random_numbers: random.Random, pool: list[tuple[str, str]]) -> bytes:
    """The file of one contract. A few large providers have many contracts, most have few."""
    title, cpv, duty = random_numbers.choice(SERVICES)
    provider, number = pool[int(len(pool) * random_numbers.random() ** 3)]
    start = AS_OF - timedelta(days=random_numbers.randrange(-200, 1800))
    end = start + timedelta(days=365 * random_numbers.choice((1, 2, 3, 3, 4, 5)))
    lines = [f"id: {name}", f"title: {title} {name[-4:]}", f"kind: {random_numbers.choice(AGREEMENTS)}", "provider:"]
    lines.append(f"  name: {provider}")
    lines += [f'  company_number: "{number}"'] if number and random_numbers.random() < 0.9 else []
    lines += ["service_area: families", f"term: {{start: {start}, end: {end}, extensions: ["]
    lines[-1] += ", ".join(["{months: 12, notice: 6m}"] * random_numbers.choice((0, 0, 1, 2))) + "]}"
    lines += [f'statutory: {{basis: "{duty}"}}'] if duty else []
    if random_numbers.random() < 0.85:
        basis = random_numbers.choice(("annual", "whole-term", "whole-term", "per-case", "unstated"))
        amount = round(random_numbers.lognormvariate(11, 1.2), 2)
        lines.append(f"value: {{amount: {amount:.2f}, basis: {basis}}}")
        if random_numbers.random() < 0.02:
            reason = "{field: value, basis: foi-43, reason: The provider is in another tender.}"
            lines.append(f"publication: {{withhold: [{reason}]}}")
    if cpv and random_numbers.random() < 0.6:
        lines.append(f"procurement: {{cpv: [{cpv}]}}")
    return ("\n".join(lines) + "\n").encode()


def councils(count: int) -> Iterator[Organisation]:
    """The councils, in the proportions of KINDS, spread over the regions."""
    kinds = [prefix for prefix, share in KINDS for _ in range(share)]
    regions = get_args(Region)
    for number in range(count):
        code = f"{kinds[number * len(kinds) // count % len(kinds)]}{number + 1:06}"
        region = regions[number % len(regions)]
        yield Organisation(name=f"Council {number + 1}", identifiers={"GSS": code}, region=region)


def make(dataset: Path, count: int, contracts: int, seed: int) -> list[float]:
    """Write the councils that are missing; the seconds each took."""
    pool = providers(random.Random(seed))
    gc.disable()  # as the program does
    seconds = []
    for number, organisation in enumerate(councils(count)):
        if (dataset / f"council={organisation.gss_code}").is_dir():
            continue
        random_numbers = random.Random(seed * 100_000 + number)
        settings = Settings(organisation=organisation, service_areas={"families": "Families"})
        names = [f"contract-{index:04}" for index in range(contracts)]
        files = [
            SourceFile(f"contracts/{name}.yaml", dataset / f"{name}.yaml", None, contract(name, random_numbers, pool))
            for name in names
        ]
        began = time.perf_counter()
        register = load(Config(dataset, settings), AS_OF, files=files)
        published = redact_for(register, "public")
        request = ExportRequest(
            published.views, published, settings, AS_OF, organisation.heading, {}, len(register.excluded_files)
        )
        write_partition(dataset, request)
        seconds.append(time.perf_counter() - began)
        gc.collect()
        if len(register.excluded_files):
            sys.exit(f"{len(register.excluded_files)} files have errors: {register.errors[0].message}")
    return seconds


def rows_of_duckdb(dataset: Path, name: str) -> list[list[str]]:
    """The answer of commreg query."""
    table = run_query(dataset, shipped_query(name).sql).table
    return [[_text(row.cells[column.key]) for column in table.columns] for row in table.rows]


def _text(value: object) -> str:
    """A value as both engines can be compared by: an empty list is none."""
    if isinstance(value, (list, tuple)):
        return json.dumps(list(value))
    return "[]" if value is None else str(value)


def spark_session(dataset: Path) -> Any:
    """A local Spark with the tables as views, as the guide to many registers has them."""
    from pyspark.sql import SparkSession  # noqa: PLC0415 - only with --spark

    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    builder = builder.config("spark.driver.bindAddress", "127.0.0.1").config("spark.sql.shuffle.partitions", "4")
    spark = builder.config("spark.driver.memory", "3g").getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    for table in tables():
        everything = spark.read.option("basePath", str(dataset)).parquet(f"{dataset}/council=*/as_of=*/{table}.parquet")
        everything.createOrReplaceTempView(f"all_{table}")
        spark.sql(
            f"SELECT * FROM all_{table} WHERE (council, as_of) IN "
            "(SELECT council, max(as_of) FROM all_registers GROUP BY council)"
        ).createOrReplaceTempView(table)
    return spark


def main() -> int:
    """Make, time and compare; 1 if the answers of the two engines differ."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--councils", type=int, default=320)
    parser.add_argument("--contracts", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--spark", action="store_true")
    arguments = parser.parse_args()
    dataset: Path = arguments.folder.resolve()
    seconds = make(dataset, arguments.councils, arguments.contracts, arguments.seed)
    if seconds:
        print(f"{len(seconds)} councils, {sum(seconds) / len(seconds):.2f} s each (most {max(seconds):.2f} s)")
    size = sum(path.stat().st_size for path in dataset.rglob("*.parquet"))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"dataset: {size / 1e6:.0f} MB; most memory so far: {memory:.0f} MB")
    spark = spark_session(dataset) if arguments.spark else None
    differing = 0
    for name in query_names():
        began = time.perf_counter()
        rows = rows_of_duckdb(dataset, name)
        line = f"  {name:<18} {len(rows):>8} rows  DuckDB {time.perf_counter() - began:6.2f} s"
        if spark is not None:
            began = time.perf_counter()
            answer = spark.sql(shipped_query(name).sql).collect()
            is_same = [[_text(value) for value in row] for row in answer] == rows
            differing += not is_same
            line += f"  Spark {time.perf_counter() - began:6.2f} s  {'equal' if is_same else 'DIFFERENT'}"
        print(line, flush=True)
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
