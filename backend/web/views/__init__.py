"""Page contexts built from what services return: everything a template prints is worked out here."""
