"""A module per case: `run() -> Result`, on a database as migrations leave it."""
