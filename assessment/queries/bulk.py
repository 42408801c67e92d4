"""Updating many rows in one statement; bulk_update's CASE per row and field is ten times slower.

A field that is the same for all goes once: writing a list of 10,000 down takes longer than the
database needs for it.
"""

from django.db import connection


def update_many(rows, fields) -> int:
    """Write these fields of saved rows of one model."""
    rows = list(rows)
    if not rows:
        return 0
    meta = rows[0]._meta
    alike, various = {}, {meta.pk: [row.pk for row in rows]}
    for field in map(meta.get_field, fields):
        values = [getattr(row, field.attname) for row in rows]
        if _are_one(values):
            alike[field] = field.get_db_prep_save(values[0], connection)
        else:
            various[field] = [field.get_db_prep_save(value, connection) for value in values]
    with connection.cursor() as cursor:
        cursor.execute(_statement(meta, alike, various), [*alike.values(), *various.values()])
        return cursor.rowcount


def _are_one(values) -> bool:
    """Of JSON never: there True and 1 are equal and not the same."""
    first = values[0]
    if isinstance(first, (dict, list)):
        return False
    return all(value == first and type(value) is type(first) for value in values)


def _statement(meta, alike, various) -> str:
    quote = connection.ops.quote_name
    names = {field: quote(field.column) for field in (*alike, *various)}
    types = {field: field.cast_db_type(connection) for field in names}
    changes = [f"{names[field]} = %s::{types[field]}" for field in alike]
    changes += [f"{names[field]} = given.{names[field]}" for field in various if field != meta.pk]
    given = ", ".join(f"%s::{types[field]}[]" for field in various)
    key = names[meta.pk]
    return (
        f"UPDATE {quote(meta.db_table)} AS row SET {', '.join(changes)}"  # noqa: S608  our own names
        f" FROM unnest({given}) AS given ({', '.join(names[field] for field in various)})"
        f" WHERE row.{key} = given.{key}"
    )
