"""A client of the service, for programs and for the commands.

>>> from api.client import Client                                          # doctest: +SKIP
>>> with Client("http://127.0.0.1:8470", key) as client:                   # doctest: +SKIP
...     job = client.submit({"instance": "japan-eu-mini"})
...     for event in client.watch(job.id):
...         print(event.kind, event.data)
...     client.save(job.id, Path("plan.xlsx"))

``AsyncClient`` has the same methods, to be awaited. Both ask again, ever more slowly, where a
connection breaks or the service says that it cannot now; a submission carries an
``Idempotency-Key``, so that asking again never makes two jobs.
"""

from __future__ import annotations

from api.client.asks import ServiceError
from api.client.asynchronous import AsyncClient
from api.client.synchronous import Client

__all__ = ["AsyncClient", "Client", "ServiceError"]
