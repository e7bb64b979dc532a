"""Compare two versions of a register and describe what changed."""
