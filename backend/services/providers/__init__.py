"""Service providers: registration, review, the directory; matching, consent and enquiries with firms."""
