"""Export as an Excel workbook."""

from commreg.export.formats import ExportFormat

FORMAT = ExportFormat("xlsx", "a workbook of contracts, extensions and deadlines", "commreg.export.xlsx.workbook")
