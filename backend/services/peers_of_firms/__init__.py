"""Like-firm comparison: dated tables under disclosure control, and what a firm reads in them."""
