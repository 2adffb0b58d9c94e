"""The commands of `zhiti`, one module per group; `backend.cli` puts them together."""
