"""Junkan over HTTP: the place of the job service. It holds its version only, as yet."""

__version__ = "0.1.0"
