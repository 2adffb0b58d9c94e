"""Numbers in, numbers out: rubrics, scoring, rating. No input or output, no clock."""
