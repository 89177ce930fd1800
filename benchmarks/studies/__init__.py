"""Benchmarks of studies: each asks one question in two ways, side by side."""
