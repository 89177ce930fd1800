"""Changes of an instance's tables, stated as text: what levers consist of.

A change names a table and says ``add``, ``change`` or ``drop``, which rows (``where``) and what
their columns say then (``set``). ``optimizer.data.changes.apply.changed`` makes them;
``docs/levers.md`` explains the language.
"""
