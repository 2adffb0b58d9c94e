"""Storage: engine, tables and queries. All SQL lives under this package."""
