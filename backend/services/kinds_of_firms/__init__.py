"""Kinds of firms by their profiles: finding them, keeping them, and saying where a unit belongs."""
