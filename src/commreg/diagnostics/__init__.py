"""Findings with severity, code, field path and location, their formats, and errors that stop a command."""
