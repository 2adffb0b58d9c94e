"""The pages of an area, grouped by what an official comes for."""

GROUPS = (
    (
        "总览",
        (
            ("", "覆盖与进展"),
            ("/targets", "目标进展"),
            ("/figures", "官方数据"),
            ("/snapshots", "统计快照"),
            ("/what-if", "政策测算"),
        ),
    ),
    (
        "企业",
        (
            ("/units", "单位名单"),
            ("/rounds", "填报轮次"),
            ("/titles", "认定称号"),
            ("/candidates", "下一批可申报"),
            ("/kinds", "企业类型"),
            ("/benchmarks", "同类对照"),
        ),
    ),
    (
        "办理",
        (
            ("/reviews", "审核"),
            ("/publicity", "公示"),
            ("/imports", "名单导入"),
        ),
    ),
    (
        "服务",
        (
            ("/incentives", "奖补政策"),
            ("/providers", "服务商"),
        ),
    ),
)
"""The name of each group and its pages: address below /regions/{code} and label."""

PAGES = tuple(page for _name, pages in GROUPS for page in pages)
"""Address below /regions/{code} and label of each page."""
