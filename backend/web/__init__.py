"""Pages: rendering, forms, middleware and routes. No SQL and no transaction here."""
