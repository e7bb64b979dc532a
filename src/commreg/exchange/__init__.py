"""The forms that a register leaves in for other programs, one module each."""
