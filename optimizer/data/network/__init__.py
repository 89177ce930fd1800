"""Sparse sets, relations and parameters, derived once from the tables: a file per mechanism.

Each file has ``derive(b, ...)``, which adds to a ``Builder``. Rules of the formulation never
filter; whatever needs an ``if`` is decided here.
"""
