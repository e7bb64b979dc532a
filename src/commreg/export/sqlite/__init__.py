"""Export as a SQLite database."""

from commreg.export.formats import ExportFormat

FORMAT = ExportFormat("sqlite", "a database that Datasette opens", "commreg.export.sqlite.database")
