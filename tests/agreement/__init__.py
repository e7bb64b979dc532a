"""What each output says of each contract, read back from the output, so that outputs can be compared."""
