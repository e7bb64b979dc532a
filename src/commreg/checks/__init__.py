"""The checks on contracts that could be read, each in the module of its subject.

A check knows no files, lines or formats. `registry` has the decorators that declare a check, and `run` runs them all.
CONTRIBUTING.md goes through adding one. This file imports nothing: `commreg explain` reads the explanations through it.
"""
