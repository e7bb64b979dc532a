"""Import spreadsheets: read a sheet, recognise its columns, parse its cells, and report every cell."""
