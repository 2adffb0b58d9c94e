"""`zhiti areas`: areas, functional zones, dated groups, chains and clusters, as of a day."""

from typing import Annotated

import typer

from backend.commands.common import CatalogueDir, load_definitions
from backend.terminal import check_format, parse_day, print_json, show

AsOfDay = Annotated[str, typer.Option("--as-of", help="截至日期，如 2026-11-21；不写即今天（北京时间）。")]
Format = Annotated[str, typer.Option("--format", help="输出格式：text 或 json。")]


def areas(as_of: AsOfDay = "", output: Format = "text", catalogue: CatalogueDir = None) -> None:
    """列出区域与功能区、有起止日期的县（市、区）分组、产业链、产业集群和区划代码调整。"""
    from backend.services.area_register import area_record, area_rows

    check_format(output)
    day = parse_day(as_of)
    definitions = load_definitions(catalogue)
    if output == "json":
        print_json(area_record(definitions, day))
    else:
        show(area_rows(definitions, day))
