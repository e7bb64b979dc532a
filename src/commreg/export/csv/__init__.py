"""Export as CSV, with a column for every recorded field."""

from commreg.export.formats import ExportFormat

FORMAT = ExportFormat("csv", "every field, one row a contract", "commreg.export.csv.file")
