"""One module per thing users do. A service owns its transaction and has committed when it returns."""
