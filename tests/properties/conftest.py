"""How many examples, and which: the same ones every time unless ``HYPOTHESIS_PROFILE`` says else."""

import os

from hypothesis import HealthCheck, settings

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]

settings.register_profile(
    "same", derandomize=True, deadline=None, database=None, max_examples=15,
    suppress_health_check=SLOW,
)
settings.register_profile(
    "search", deadline=None, max_examples=300, suppress_health_check=SLOW, print_blob=True
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))
