"""Queries, one module per aggregate. They read and write rows; they never commit."""
