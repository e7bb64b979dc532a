"""Export of the contracts file that the Local Government Transparency Code asks for."""

from commreg.export.formats import ExportFormat, ExportOption

FORMAT = ExportFormat(
    "transparency-code",
    "the contracts file of the Transparency Code",
    "commreg.export.transparency_code.file",
    audience="public",
    options=(
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
