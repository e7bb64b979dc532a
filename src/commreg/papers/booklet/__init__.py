"""The contracts booklet."""
