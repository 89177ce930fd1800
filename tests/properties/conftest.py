"""How many examples, and which: always the same, unless ``HYPOTHESIS_PROFILE=search``."""

import os

from hypothesis import HealthCheck, Phase, settings

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]

settings.register_profile(
    "same",
    phases=[Phase.explicit, Phase.generate],  # finding a smaller failure is for a search
    derandomize=True,
    deadline=None,
    database=None,
    max_examples=8,
    suppress_health_check=SLOW,
)
settings.register_profile(
    "search", deadline=None, max_examples=300, suppress_health_check=SLOW, print_blob=True
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))
