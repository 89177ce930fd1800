"""Solving: the formulation becomes arrays, HiGHS solves them, the outcome says how it ended."""
