"""What a contract and the settings are: frozen models, no I/O, no today."""
