"""The whole chain of commodities, batteries and recipes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from instances.generators.chain import Chain
from instances.generators.downstream import add_downstream
from instances.generators.materials import batteries, chemicals
from instances.generators.upstream import add_upstream

if TYPE_CHECKING:
    from instances.generators.facts import Facts


def build_chain(facts: Facts) -> Chain:
    """From mine to recovery."""
    chain = Chain(chemicals(facts), batteries(facts))
    add_upstream(chain, facts)
    add_downstream(chain, facts)
    return chain
