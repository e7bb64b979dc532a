"""Export of the lists that the Local Government Transparency Code asks for."""

from commreg.export.formats import ExportFormat, ExportOption

FORMAT = ExportFormat(
    "transparency-code",
    "the lists of the Transparency Code: contracts, invitations to tender, grants",
    "commreg.export.transparency_code.file",
    audience="public",
    options=(
        ExportOption(
            "list",
            "which of the Code's lists: contracts (the default), invitations (to tender) or grants.",
            "LIST",
        ),
        ExportOption(
            "quarter",
            "only contracts in force in that quarter. 2021-Q3 is July to September 2021; 2021/22-Q3 is the third "
            "quarter of the council's year.",
            "QUARTER",
        ),
        ExportOption("iso-dates", "dates as 2022-03-31 instead of 31/03/2022."),
        ExportOption("field-names", "the column names and words of the machine-readable schema."),
    ),
)
