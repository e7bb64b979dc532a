"""Export as JSON, with its JSON Schema."""

from commreg.export.formats import ExportFormat

FORMAT = ExportFormat("json", "every field, with dates and plan", "commreg.export.json.file")
