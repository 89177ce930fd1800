"""Benchmarks: how long each phase takes, beside other ways to bring the same problem to HiGHS."""
