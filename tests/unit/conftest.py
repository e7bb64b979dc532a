"""Hypothesis draws the same examples in every run, so that a failure in CI is a failure here."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

from .hypothesis_profile import examples

settings.register_profile(
    "commreg",
    deadline=None,
    derandomize=True,
    max_examples=examples(100),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.load_profile("commreg")
