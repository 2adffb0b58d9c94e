"""The pages of an area, in the order in which an official goes through them."""

PAGES = (
    ("", "覆盖与进展"),
    ("/units", "单位名单"),
    ("/rounds", "填报轮次"),
    ("/titles", "认定称号"),
    ("/targets", "目标进展"),
    ("/figures", "官方数据"),
    ("/imports", "名单导入"),
    ("/reviews", "审核"),
    ("/publicity", "公示"),
    ("/candidates", "下一批可申报"),
    ("/what-if", "政策测算"),
    ("/snapshots", "统计快照"),
)
"""Address below /regions/{code} and label of each page."""
