"""Lists that officials bring in: read from messy files, checked line by line, applied in blocks, undone."""
