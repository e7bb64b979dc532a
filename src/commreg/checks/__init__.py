"""The checks on contracts that could be read. A rule is a generator of faults; it knows no files and no reports.

To add one: a line in `codes.py`, a function in the module for its reach, its name in that module's RULES, a page in
`explanations/`, and a folder in the corpus. CONTRIBUTING.md goes through it step by step.
"""
