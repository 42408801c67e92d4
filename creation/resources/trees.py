"""The tree as it will be once a roster is in: the file's rows laid over what is stored."""

from dataclasses import dataclass

from django.db import connection

from creation.access import organizations_for
from creation.models import Organization

DEPTH = 12  # levels of the tree; the stored path has room for them
_NEXT_IDS = """
SELECT nextval(pg_get_serial_sequence('creation_organization', 'id')) FROM generate_series(1, %s)
"""
_BEFORE = ("中国共产党", "中共")
_AFTER = ("党工委", "党委", "工作委员会", "委员会", "工委")


@dataclass
class Node:
    """One organization, stored or coming."""

    pk: int
    code: str
    name: str
    parent: str  # its superior's code, "" for the root
    row: int = 0  # Excel's row when the file has it


class Tree:
    """Nodes by code. Ids of the coming ones are drawn beforehand, so that rows may stand in any
    order and a superior may follow its branches."""

    def __init__(self, by):
        rows = list(
            Organization.objects.values_list(
                "pk", "code", "name", "parent__code", "phone", "credit_code"
            )
        )
        self.nodes = {row[1]: Node(*row[:3], row[3] or "") for row in rows}
        self.stored = {row[1]: row[4:] for row in rows}  # code → phone, credit code
        self.moved: list[Node] = []  # to another superior than the stored one
        self.reach = None  # None: everything
        if by is not None:
            self.reach = set(
                organizations_for(by, "edit_organizations").values_list("code", flat=True)
            )

    def lay(self, rows) -> None:
        """Put the file's (row, code, name, superior) over what is stored."""
        rows = [row for row in rows if row[1]]
        fresh = {code for _, code, *_ in rows if code not in self.nodes}
        with connection.cursor() as cursor:
            cursor.execute(_NEXT_IDS, [len(fresh)])
            ids = iter([pk for (pk,) in cursor.fetchall()])
        for number, code, name, parent in rows:
            known = self.nodes.get(code)
            pk = known.pk if known else next(ids)
            self.nodes[code] = Node(pk, code, name, parent, number)
            if known and parent and parent != known.parent and not known.row:
                self.moved.append(self.nodes[code])

    def is_in_reach(self, code) -> bool:
        """Stored ones by the user's appointments; coming ones through their superiors."""
        return self.reach is None or code in self.reach or code not in self.stored

    def line(self, code) -> list[str]:
        """Codes from `code` up to the root; it ends at a gap, when it comes back to a code (which
        then stands twice) and when it has become deeper than any tree may be."""
        line: list[str] = []
        while code in self.nodes and len(line) <= DEPTH:
            line.append(code)
            if code in line[:-1]:
                break
            code = self.nodes[code].parent
        return line

    def town_of(self, code) -> Node | None:
        """The organization right below the root, when the line reaches the root."""
        line = self.line(code)
        if len(line) < 2 or self.nodes[line[-1]].parent:
            return None
        return self.nodes[line[-2]]

    def towns(self) -> list[Node]:
        roots = {node.code for node in self.roots()}
        return [node for node in self.nodes.values() if node.parent in roots]

    def roots(self) -> list[Node]:
        return [node for node in self.nodes.values() if not node.parent]


def town_word(name) -> str:
    """石桥镇 for 中共石桥镇委员会 and 石桥镇党委."""
    for word in _BEFORE:
        name = name.removeprefix(word)
    for word in _AFTER:
        if name.endswith(word):
            return name.removesuffix(word)
    return name
