"""The accounts of the demo data: the only ones in it with a password."""

from dataclasses import dataclass

# Printed when the demo data is loaded and on the console: a secret it is not, and a demo database never
# holds anything real.
PASSWORD = "zhiti-demo-2026"  # noqa: S105

COUNTY = "330281"
"""余姚市: where the firms of the demo accounts stand, so that one can walk from the plant to the county."""
CITY = "330200"
PROVINCE = "330000"


@dataclass(frozen=True)
class DemoAccount:
    """An account and what it is for; `region` makes an official."""

    login: str
    name: str
    role: str
    region: str = ""
    is_admin: bool = False


ACCOUNTS = (
    DemoAccount("demo-firm", "演示·厂长", "企业负责人：一家正在填写，一家已提交"),
    DemoAccount("demo-firm2", "演示·同事", "企业成员：同一家企业；另有一家待县级确认"),
    DemoAccount("demo-provider", "演示·服务商", "服务商负责人：一家已列入名录，一家被退回修改"),
    DemoAccount("demo-provider2", "演示·咨询师", "服务商负责人：一家已列入名录；另一家的成员"),
    DemoAccount("demo-county", "演示·县级", "余姚市工作人员", region=COUNTY),
    DemoAccount("demo-city", "演示·市级", "宁波市工作人员", region=CITY),
    DemoAccount("demo-province", "演示·省级", "浙江省工作人员", region=PROVINCE),
    DemoAccount("demo-admin", "演示·管理员", "管理员", is_admin=True),
)
