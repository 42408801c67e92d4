"""A migration operation: the database itself logs each change of a table, whoever makes it.

    LogChanges("creation.training", personal=["phone"], ignored=["last_login"])

Three triggers after each statement read the rows before and after as a whole (transition tables),
so that bulk and raw writes, COPY and ON CONFLICT are logged at little cost. The functions are in
migrations/_log.py; a test says that every register has the triggers.
"""

from django.db.migrations.operations.base import Operation

NAMES = {"insert": "log_inserted", "update": "log_updated", "delete": "log_deleted"}
TRUNCATED = "log_truncated"
_ROWS = {
    "insert": "NEW TABLE AS new_rows",
    "update": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "delete": "OLD TABLE AS old_rows",
}


class LogChanges(Operation):
    """`personal` fields are said to have changed, never shown; `ignored` ones are not looked at."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, model, *, personal=(), ignored=()):
        self.model, self.personal, self.ignored = model, tuple(personal), tuple(ignored)

    def deconstruct(self):
        options = {"personal": list(self.personal), "ignored": list(self.ignored)}
        given = {name: value for name, value in options.items() if value}
        return self.__class__.__qualname__, [self.model], given

    def state_forwards(self, app_label, state):
        """Models stay as they are."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for statement in self._dropped(to_state) + self._created(to_state):
            schema_editor.execute(statement)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        for statement in self._dropped(from_state):
            schema_editor.execute(statement)

    def describe(self):
        return f"Log changes of {self.model}"

    def _created(self, state):
        meta = state.apps.get_model(self.model)._meta
        columns = [
            ",".join(meta.get_field(name).column for name in names)
            for names in (self.personal, self.ignored)
        ]
        call = "creation_log_changes('{}', '{}', '{}')".format(meta.pk.column, *columns)
        made = [
            f'CREATE TRIGGER {name} AFTER {event.upper()} ON "{meta.db_table}" '
            f"REFERENCING {_ROWS[event]} FOR EACH STATEMENT EXECUTE FUNCTION {call}"
            for event, name in NAMES.items()
        ]
        return [
            *made,
            f'CREATE TRIGGER {TRUNCATED} BEFORE TRUNCATE ON "{meta.db_table}" '
            "FOR EACH STATEMENT EXECUTE FUNCTION creation_log_truncation()",
        ]

    def _dropped(self, state):
        table = state.apps.get_model(self.model)._meta.db_table
        return [
            f'DROP TRIGGER IF EXISTS {name} ON "{table}"' for name in (*NAMES.values(), TRUNCATED)
        ]
