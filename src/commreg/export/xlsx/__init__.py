"""Export as an Excel workbook."""
