"""The registers of the three guarantees as files."""
