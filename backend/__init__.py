"""The web application: storage, accounts, services, pages and the `zhiti` command."""
