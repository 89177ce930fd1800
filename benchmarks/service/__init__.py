"""How the job service fares under load: one module per question, run by ``python -m``.

Each starts a service of its own in a scratch folder, asks it over HTTP as any client would, and
prints one table. Where it matters two solves of ``japan-eu`` run meanwhile, one per processor.
"""
