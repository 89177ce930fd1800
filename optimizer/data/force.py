"""The instance that is in force: levers pulled, policies switched on, scenarios chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.data.levers import pulled
from optimizer.data.packs import with_policies
from optimizer.data.tree import reckoned

if TYPE_CHECKING:
    from optimizer.data.instance import Instance
    from optimizer.settings import BuildSettings


def ruled(instance: Instance, build: BuildSettings) -> Instance:
    """The instance with the levers pulled and the policies in force that were asked for.

    Once more, it changes nothing: each row says whether it was done.

    Raises:
        SettingsError: no lever or policy has that name.
        DataError: what comes out is no valid instance.
    """
    whole = pulled(instance, build.levers)
    return with_policies(whole, build.policies)


def in_force(instance: Instance, build: BuildSettings) -> Instance:
    """``ruled``, and with the scenarios that a plan reckons with and no others.

    Raises:
        SettingsError, DataError: as ``ruled`` and ``reckoned``.
    """
    return reckoned(ruled(instance, build), build.scenarios)
