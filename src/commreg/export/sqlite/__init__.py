"""Export as a SQLite database."""
