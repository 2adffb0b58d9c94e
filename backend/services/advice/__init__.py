"""Advice to a firm: what to do next, why, and what came of what it decided."""
