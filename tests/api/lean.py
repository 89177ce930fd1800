"""A nursery that imports only what jobs that act need: quickly there, else as any nursery.

``python -P -m tests.api.lean PARENT SOCKET``. Other jobs work too; each imports what it needs.
"""

from api.jobs import child, nursery
from tests.api import acting

if __name__ == "__main__":
    acting.register()
    nursery._import_all = lambda: None
    child.leave(nursery.main)
