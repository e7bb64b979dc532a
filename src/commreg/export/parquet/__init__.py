"""Export as Parquet, one typed table, or as a part of the dataset of many councils."""

from commreg.export.formats import ExportFormat, ExportOption

FORMAT = ExportFormat(
    "parquet",
    "one typed table, to query the registers of many councils together",
    "commreg.export.parquet.file",
    options=(ExportOption("dataset", "write into the dataset of many councils in DIR, for the public.", "DIR"),),
)
