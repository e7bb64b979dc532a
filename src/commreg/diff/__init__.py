"""Compare two versions of a register, contract by contract: what changed, as data."""
