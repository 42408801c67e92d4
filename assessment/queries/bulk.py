"""Updating many rows in one statement; bulk_update's CASE per row and field is ten times slower."""

from django.db import connection


def update_many(rows, fields) -> int:
    """Write these fields of saved rows of one model."""
    rows = list(rows)
    if not rows:
        return 0
    meta = rows[0]._meta
    columns = [meta.pk, *(meta.get_field(name) for name in fields)]
    arrays = [
        [field.get_db_prep_save(getattr(row, field.attname), connection) for row in rows]
        for field in columns
    ]
    quote = connection.ops.quote_name
    names = [quote(field.column) for field in columns]
    given = ", ".join(f"%s::{field.cast_db_type(connection)}[]" for field in columns)
    changes = ", ".join(f"{name} = given.{name}" for name in names[1:])
    sql = (
        f"UPDATE {quote(meta.db_table)} AS row SET {changes}"  # noqa: S608  names of our own models
        f" FROM unnest({given}) AS given ({', '.join(names)})"
        f" WHERE row.{names[0]} = given.{names[0]}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, arrays)
        return cursor.rowcount
