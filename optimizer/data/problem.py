"""A checked instance in memory, in the form the formulation reads: sets, relations, parameters.

Everything is derived once, by ``assemble``, from the tables; holding a ``Problem`` means that its
instance is valid. Names here are the names in every rule: a rule writes ``m.flow_max[s, n]`` and
``for s in m.leaving[k]``, and finds ``flow_max`` and ``leaving`` here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from optimizer.errors import FormulationError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from optimizer.data.instance import Instance

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True)
class IndexSet:
    """An ordered set of labels; positions 0, 1, ... follow the order."""

    name: str
    labels: tuple[str, ...]
    doc: str

    def __len__(self) -> int:
        return len(self.labels)

    @cached_property
    def position(self) -> Mapping[str, int]:
        """Position of each label."""
        return {label: position for position, label in enumerate(self.labels)}


@dataclass(frozen=True)
class Relation:
    """For each key (a position in the product of ``keys``, row-major) a list of members of a set.

    ``members[pointers[x]:pointers[x + 1]]`` belong to key ``x``.
    """

    name: str
    keys: tuple[str, ...]
    member: str
    pointers: Integers
    members: Integers
    doc: str


@dataclass(frozen=True)
class Parameter:
    """Given numbers over the product of sets, shape = their sizes."""

    name: str
    over: tuple[str, ...]
    values: Floats
    unit: str
    doc: str


@dataclass(frozen=True)
class Problem:
    """Sets, relations and parameters by name; frozen."""

    instance: Instance
    sets: Mapping[str, IndexSet]
    relations: Mapping[str, Relation]
    parameters: Mapping[str, Parameter]

    def labels(self, name: str) -> tuple[str, ...]:
        """Labels of a set."""
        return self.sets[name].labels

    def size(self, name: str) -> int:
        """Number of members of a set."""
        return len(self.sets[name])

    def values(self, name: str) -> Floats:
        """Values of a parameter."""
        return self.parameters[name].values


@dataclass
class Builder:
    """Collects what the files of ``network`` derive, and freezes it."""

    instance: Instance
    sets: dict[str, IndexSet] = field(default_factory=dict)
    relations: dict[str, Relation] = field(default_factory=dict)
    parameters: dict[str, Parameter] = field(default_factory=dict)

    def add_set(self, name: str, labels: Iterable[str], doc: str) -> IndexSet:
        """Add a set; labels must be unique.

        Raises:
            FormulationError: the name is taken, or a label repeats.
        """
        self._free(name)
        made = IndexSet(name, tuple(labels), doc)
        if len(made.position) != len(made.labels):
            raise FormulationError(f"set {name} has a label twice")
        self.sets[name] = made
        return made

    def add_relation(
        self,
        name: str,
        keys: str | tuple[str, ...],
        member: str,
        pairs: tuple[Sequence[int] | Integers, Sequence[int] | Integers],
        doc: str,
    ) -> Relation:
        """Add a relation from two parallel lists: flat key positions and member positions.

        Raises:
            FormulationError: the name is taken, or a position lies outside its set.
        """
        self._free(name)
        key_sets = (keys,) if isinstance(keys, str) else keys
        size = int(np.prod([len(self.sets[k]) for k in key_sets]))
        key, value = (np.asarray(x, dtype=np.int64) for x in pairs)
        if key.size and (key.min() < 0 or key.max() >= size):
            raise FormulationError(f"relation {name}: key outside {key_sets}")
        if value.size and (value.min() < 0 or value.max() >= len(self.sets[member])):
            raise FormulationError(f"relation {name}: member outside {member}")
        if key.size > 1 and np.any(key[1:] < key[:-1]):
            order = np.argsort(key, kind="stable")
            key, value = key[order], value[order]
        pointers = np.zeros(size + 1, dtype=np.int64)
        np.cumsum(np.bincount(key, minlength=size), out=pointers[1:])
        made = Relation(name, key_sets, member, pointers, value, doc)
        self.relations[name] = made
        return made

    def add_parameter(
        self, name: str, over: str | tuple[str, ...], values: Any, unit: str, doc: str
    ) -> Parameter:
        """Add a parameter; a scalar or a smaller array is broadcast to the sets' shape.

        Raises:
            FormulationError: the name is taken, the shape does not fit, or a value is NaN.
        """
        self._free(name)
        sets = (over,) if isinstance(over, str) else over
        shape = tuple(len(self.sets[s]) for s in sets)
        try:
            array = np.ascontiguousarray(np.broadcast_to(np.asarray(values, dtype=float), shape))
        except ValueError as error:
            raise FormulationError(f"parameter {name}: {error}") from error
        if np.isnan(array).any():
            raise FormulationError(f"parameter {name} holds a NaN")
        made = Parameter(name, sets, array, unit, doc)
        self.parameters[name] = made
        return made

    def freeze(self) -> Problem:
        """The finished problem."""
        return Problem(
            self.instance,
            MappingProxyType(dict(self.sets)),
            MappingProxyType(dict(self.relations)),
            MappingProxyType(dict(self.parameters)),
        )

    def _free(self, name: str) -> None:
        if name in self.sets or name in self.relations or name in self.parameters:
            raise FormulationError(f"the name {name} is taken")
