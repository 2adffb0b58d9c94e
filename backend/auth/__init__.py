"""Who may do what: passwords, sessions, roles and the one scope that every query starts from."""
