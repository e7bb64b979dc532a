"""One module per command: options and wiring only."""
