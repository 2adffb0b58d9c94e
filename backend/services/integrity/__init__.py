"""Honesty checks of self-ratings: neutral hints (建议核实) that never change a rating."""
