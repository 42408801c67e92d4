"""The tree of organizations, level by level, of today or of any day: one query for any size."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import F

from creation.models import Kind

LEVEL = 100  # of one superior are shown at once; the list has the rest
COLUMNS = (
    "pk",
    "parent_then",
    "name_then",
    "code",
    "kind",
    "is_rated",
    "full_members",
    "probationary_members",
)

# `there` are the rows in reach. A node is a top when its superior is not among them. UNION and not
# UNION ALL: dates entered by hand may make a circle of the past, and the walk still ends.
_TREE = """
WITH RECURSIVE there (id, parent_id, name, code, kind, is_rated, regular, probationary) AS (
    {there}
),
asked (id) AS (SELECT %s::bigint),
line (id) AS (
    SELECT id FROM there JOIN asked USING (id)
    UNION
    SELECT there.parent_id FROM line JOIN there ON there.id = line.id
    WHERE there.parent_id IS NOT NULL
),
level AS (
    SELECT there.*, row_number() OVER (PARTITION BY parent_id ORDER BY code) AS place
    FROM there WHERE {which}
),
page AS (SELECT * FROM level WHERE place <= %s OR id IN (SELECT id FROM line)),
below (top, id) AS (
    SELECT id, id FROM page
    UNION
    SELECT below.top, there.id FROM below JOIN there ON there.parent_id = below.id
)
SELECT page.id, page.parent_id, page.name, page.code, page.kind, page.is_rated,
    page.id IN (SELECT id FROM line), counts.*
FROM page JOIN (
    SELECT top, count(*) FILTER (WHERE parent_id = top), count(*),
        count(*) FILTER (WHERE is_rated), sum(regular + probationary)
    FROM below JOIN there USING (id) GROUP BY top
) AS counts ON counts.top = page.id
ORDER BY page.code
"""
_OPENED = """
parent_id IN (SELECT id FROM line) OR parent_id IS NULL OR parent_id NOT IN (SELECT id FROM there)
"""
_BELOW = "parent_id = (SELECT id FROM asked)"


@dataclass
class Node:
    """One organization of the tree; the counts are of itself and all below, but for `children`."""

    pk: int
    parent: int | None
    name: str
    code: str
    kind: str
    is_rated: bool
    is_open: bool
    children: int
    organizations: int
    rated: int
    members: int
    nodes: list["Node"] = field(default_factory=list)

    @property
    def kind_label(self):
        return Kind(self.kind).label

    @property
    def more(self):
        """How many of its children are not among `nodes`."""
        return self.children - len(self.nodes)


def tree(rows, *, at=None, day=None) -> list[Node]:
    """The tops of `rows`, opened down to `at` and one level below it."""
    nodes = _nodes(rows, _OPENED, at, day)
    known = {node.pk: node for node in nodes}
    under = defaultdict(list)
    for node in nodes:
        under[node.parent if node.parent in known else None].append(node)
    for node in nodes:
        node.nodes = under[node.pk]
    return under[None]


def children(rows, *, of, day=None) -> list[Node]:
    """The level right below `of`."""
    return _nodes(rows, _BELOW, of, day)


def then(rows, day):
    """Rows that are there on that day (None: today), with what they were called and under whom."""
    if day is not None:
        return rows.as_of(day)
    return rows.open_on().annotate(parent_then=F("parent_id"), name_then=F("name"))


def _nodes(rows, which, at, day) -> list[Node]:
    there, params = then(rows, day).order_by().values_list(*COLUMNS).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_TREE.format(there=there, which=which), [*params, at, LEVEL])
        return [Node(*row[:7], *row[8:]) for row in cursor.fetchall()]
