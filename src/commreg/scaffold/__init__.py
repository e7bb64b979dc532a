"""What `commreg init` writes: the files of a new register and of the repository around it."""
