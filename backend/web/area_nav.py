"""The pages of an area, in the order in which an official goes through them."""

PAGES = (
    ("", "覆盖与进展"),
    ("/units", "单位名单"),
    ("/titles", "认定称号"),
)
"""Address below /regions/{code} and label of each page."""
