"""The commands of the service: those that run it, look after it, and speak to it.

They are found through the entry point ``junkan.commands``, so that the optimizer does not know of
the service. Nothing heavy is imported before a command runs.
"""

from api.cli.asking import cancel, jobs, result, stop, submit, watch
from api.cli.operate import audit_log, backup, health, key, quota, restore
from api.cli.serve import api, page, serve, worker

COMMANDS = (
    serve, api, worker, page, key, quota, audit_log, backup, restore, health,
    submit, watch, stop, cancel, result, jobs,
)  # fmt: skip
"""What the entry point ``junkan.commands`` gives."""
