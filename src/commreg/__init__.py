"""A council's register of commissioned contracts, kept as one YAML file a contract in git."""

__version__ = "0.1.0"
