"""Export as Parquet, one typed table."""

from commreg.export.formats import ExportFormat

FORMAT = ExportFormat(
    "parquet", "one typed table, to query the registers of many councils together", "commreg.export.parquet.file"
)
