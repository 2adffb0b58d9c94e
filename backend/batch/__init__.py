"""Rating tables of firms: workbooks, CSV and Parquet in, verdicts out, block by block."""
