"""Hypothesis for properties: how long an example takes is no result, least of all on a busy machine."""

from hypothesis import HealthCheck, settings

patient = settings(deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
