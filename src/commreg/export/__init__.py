"""Export formats for other programs, one module or package each."""
