"""The command line: one file a command, each only wiring. Typer is used here and nowhere else."""
