"""What every figure of an area's page counts, from which rows, and of which day."""

from dataclasses import dataclass

from backend.services.peers import FEWEST, NEAREST
from backend.web.language import _
from scoring.forecast import CONFIDENCE, FEWEST_YEARS, MOST_YEARS


@dataclass(frozen=True)
class Definition:
    """One group of figures: the anchor it is linked by, its heading, and sentences."""

    anchor: str
    heading: str
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class DefinitionsPage:
    """Context of region_definitions.html."""

    definitions: tuple[Definition, ...]


def definitions_page() -> DefinitionsPage:
    """All definitions, in the order of the page."""
    return DefinitionsPage(definitions())


def definitions() -> tuple[Definition, ...]:
    """The same for the first sheet of an export."""
    return (
        Definition(
            "register",
            _("登记"),
            (
                _("企业：县（市、区）确认过的企业，按统一社会信用代码计，一家企业只计一次。"),
                _("已确认单位：这些企业的评价单位（企业整体、厂区或车间、项目），按单位所在地归集。"),
                _("待确认：已提出登记、尚未经县（市、区）确认的单位；它们提交的内容不计入，也不可见。"),
            ),
        ),
        Definition(
            "declared",
            _("自评（企业自报）"),
            (
                _("已提交：在所选评价中有有效提交的已确认单位，一个单位只计当前一份；退回、撤回的不计。"),
                _("各等级按确定等级计：未作答和“不适用”的题按不满足处理。可能等级按这些题都满足处理。"),
                _("自评由企业自行填报得出，不是认定；草稿不计入，也不可见。"),
            ),
        ),
        Definition(
            "verified",
            _("核验（现场核查）"),
            (_("当前一份提交登记了现场核查记录的单位，按核查得出的等级计；形式审查不算核验。"),),
        ),
        Definition(
            "recognised",
            _("认定（有效称号）"),
            (
                _(
                    "录入的公布名单中，在统计日期当日有效的称号，按项计：起始日起、终止日止（含当日），撤销日起不计。"
                ),
                _("一个单位可持有几项称号，所以称号数可能多于单位数；没有与登记单位对应的称号计入地区合计。"),
                _("“—”表示没有录入过这种称号，不等于零。政策目标以认定计数的，只计认定。"),
            ),
        ),
        Definition(
            "day",
            _("统计日期"),
            (
                _(
                    "称号和目标按所选日期准确计算。登记、自评、核验是今日数；选择过去的日期时，取该日或之前最近的统计快照，没有快照的仍是今日数，页面上会写明。"
                ),
                _("快照存全部单位的数，所以按行业、集群、规模、规上规下筛选或分列时不用快照。"),
            ),
        ),
        Definition(
            "by",
            _("分列与筛选"),
            (
                _(
                    "区域分组按统计日期的名单；产业链按文件所列的城市；集群按本站拟定的行业对应关系。三者都可能重叠，各行相加会重复，合计按不重复计。"
                ),
                _(
                    "行业按单位的国民经济行业大类；规模按企业填报的从业人员、营业收入等推算，缺项的列为未知；规上按最近年度的名单，不在名单中的列为未知。"
                ),
            ),
        ),
        Definition(
            "share",
            _("占比与分母"),
            (_("只有公布过且注明出处的企业总数才作分母；没有的只列计数，不推算。演示库不计算占比。"),),
        ),
        Definition(
            "forecast",
            _("预测"),
            (
                _(
                    "只预测称号数。取有记录的首年之后、最近至多 {most} 个完整年度的净增数，"
                    "按均值外推到目标期限；{share}% 预测区间按 t 分布，由年度间的离散程度得出。"
                    "不足 {fewest} 年的、各年净增数全都相同的不作预测；自评不作预测。",
                    most=MOST_YEARS,
                    share=round(CONFIDENCE * 100),
                    fewest=FEWEST_YEARS,
                ),
            ),
        ),
        Definition(
            "peers",
            _("同类比较"),
            (
                _(
                    "只用省级发布的统计快照。同类：快照当日是否属于山区海岛县等分组与本地相同、登记企业数最接近的"
                    "至多 {most} 个县（市、区）；"
                    "分组相同的不足 {fewest} 个时放宽到全省，仍不足的不比较。",
                    most=NEAREST,
                    fewest=FEWEST,
                ),
                _("只列本地数与同类的中位数、四分位数，不列其他地区的名称和数字，不排名。"),
            ),
        ),
    )
