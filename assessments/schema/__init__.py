"""Strict, frozen models of the catalogue: one module per kind of definition."""
