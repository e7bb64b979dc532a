"""Export of the deadlines as a calendar."""

from commreg.export.formats import ExportFormat

FORMAT = ExportFormat("ics", "a calendar of every deadline", "commreg.export.ics.calendar")
