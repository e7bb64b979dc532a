"""Export as an Open Contracting (OCDS) release package."""

from commreg.export.formats import ExportFormat, ExportOption

FORMAT = ExportFormat(
    "ocds",
    "an Open Contracting release package",
    "commreg.export.ocds.package",
    audience="public",
    options=(ExportOption("uri", "web address where the file will be published.", "ADDRESS"),),
)
