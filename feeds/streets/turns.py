"""Turn restrictions of an extract -> the turns that cars may not take.

OpenStreetMap wiki, "Relation:restriction": no_… forbids the turn from a way over a node to a way,
only_… forbids every other one. Restrictions over ways, at certain hours or for other vehicles are
left out, and counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import osmium

from feeds.errors import SourceMissingError
from planner import Int32s

_TAGS = ("restriction:motorcar", "restriction:motor_vehicle", "restriction")
_FREE = frozenset({"motorcar", "motor_vehicle", "vehicle"})
"""Who, named in `except`, makes a restriction none for cars."""
_ENDS = ("from", "via", "to")


@dataclass(frozen=True, slots=True)
class Turn:
    """A restriction by the ids of the map."""

    from_way: int
    via_node: int
    to_way: int
    is_only: bool
    """All turns but this one are forbidden."""


def read_turns(path: Path, dropped: dict[str, int]) -> list[Turn]:
    """Read the restrictions for cars; what is left out is counted in `dropped`.

    Raises
    ------
    SourceMissingError: the file cannot be read or is not OpenStreetMap.

    """
    turns = []
    try:
        relations = osmium.FileProcessor(str(path), osmium.osm.RELATION)
        for relation in relations.with_filter(osmium.filter.TagFilter(("type", "restriction"))):
            if not isinstance(relation, osmium.osm.Relation):
                continue
            members = [(m.role, m.type, m.ref) for m in relation.members]
            turn = _turn(dict(relation.tags), members)
            if isinstance(turn, Turn):
                turns.append(turn)
            elif turn:
                dropped[turn] = dropped.get(turn, 0) + 1
    except (OSError, RuntimeError) as error:
        raise SourceMissingError(f"{path} cannot be read as OpenStreetMap ({error})") from error
    return turns


def _turn(tags: Mapping[str, str], members: Iterable[tuple[str, str, int]]) -> Turn | str:
    """Return a restriction, why it is left out, or "" where it is none for cars."""
    kind = next((tags[key] for key in _TAGS if key in tags), "")
    if not kind or _FREE & {word.strip() for word in tags.get("except", "").split(";")}:
        return "" if kind else "turn restriction at certain hours or for other vehicles"
    ends: dict[str, list[tuple[str, int]]] = {role: [] for role in _ENDS}
    for role, what, ref in members:
        if role in ends:
            ends[role].append((what, ref))
    if any(what == "w" for what, _ref in ends["via"]):
        return "turn restriction over a way"
    is_whole = all(len(found) == 1 for found in ends.values())
    if not is_whole or not kind.startswith(("no_", "only_")):
        return "turn restriction that is not understood"
    from_way, via_node, to_way = (ends[role][0][1] for role in _ENDS)
    return Turn(from_way, via_node, to_way, kind.startswith("only_"))


@dataclass(frozen=True)
class Junctions:
    """What restrictions are looked up in: edges and nodes of the graph by the ids of the map."""

    way: npt.NDArray[np.int64]
    """Id of the way of each edge; 0 of what no map has."""
    arc_to: Int32s
    drives: npt.NDArray[np.bool_]
    """Whether cars may take each arc."""
    node_arcs_start: Int32s
    node_arcs: Int32s

    def leaving(self, node: int) -> list[int]:
        """Return the arcs by which cars leave a node."""
        arcs = self.node_arcs[self.node_arcs_start[node] : self.node_arcs_start[node + 1]]
        return [arc for arc in arcs.tolist() if self.drives[arc]]

    def arriving(self, node: int) -> list[int]:
        """Return the arcs by which cars come to a node."""
        arcs = self.node_arcs[self.node_arcs_start[node] : self.node_arcs_start[node + 1]]
        return [arc ^ 1 for arc in arcs.tolist() if self.drives[arc ^ 1]]


def forbidden_turns(
    turns: Iterable[Turn],
    node_of: Mapping[int, int],
    junctions: Junctions,
    dropped: dict[str, int],
) -> tuple[Int32s, Int32s]:
    """Return the pairs of arcs (by which one comes, by which one leaves) that cars may not take.

    `node_of`: number of a node by its id; restrictions at others lie on no junction of streets.
    Where a way goes on beyond the node a restriction is ambiguous: it is left out, and counted.
    """
    pairs: set[tuple[int, int]] = set()
    for turn in turns:
        node = node_of.get(turn.via_node)
        if node is None:
            continue
        found = _pairs(turn, node, junctions)
        if found is None:
            reason = "turn restriction whose ways go on beyond the node"
            dropped[reason] = dropped.get(reason, 0) + 1
        else:
            pairs.update(found)
    table = np.array(sorted(pairs), dtype=np.int32).reshape(-1, 2)
    return table[:, 0].copy(), table[:, 1].copy()


def _pairs(turn: Turn, node: int, junctions: Junctions) -> list[tuple[int, int]] | None:
    """Return the pairs of arcs that one restriction forbids; None: which is not clear."""
    way = junctions.way
    comes = [arc for arc in junctions.arriving(node) if way[arc // 2] == turn.from_way]
    leaves = [arc for arc in junctions.leaving(node) if way[arc // 2] == turn.to_way]
    if turn.from_way == turn.to_way and not turn.is_only:
        return [(arc, arc ^ 1) for arc in comes if arc ^ 1 in leaves]
    if len(comes) > 1 or len(leaves) > 1:
        return None
    if not comes or not leaves:
        return []  # one-way streets forbid it already, or the ways lie outside of the extract
    if turn.is_only:
        return [(comes[0], arc) for arc in junctions.leaving(node) if arc != leaves[0]]
    return [(comes[0], leaves[0])]
