"""The files of a new instrument: a valid draft with remarks that say what to write where.

Every text that the author must replace holds TO_FILL, and a version with such a text is not published. The
figures are placeholders that make the draft valid; they stand for nothing.
"""

from datetime import date

TO_FILL = "（待填）"

_POLICY = """\
# 依据文件：每个条件都引用这里的条款，写作 @POLICY@#条款id。
# 没有读到的标题、文号、日期一律写 unknown，不凭记忆填写。条款文字用自己的话，不照抄原文。
id: @POLICY@
title: {zh-CN: "（待填）文件全称"}
issuer: unknown
number: unknown
date: unknown
# recognition 认定 · review 复核 · self_check 自评 · plan 规划 · standard 标准
purpose: recognition
# official 读过官方文本 · corroborated 多处转载一致 · transcript 单一转载
# recalled 只凭记忆 · derived 智梯推定
provenance: recalled
source: （待填）从哪里读到的
clauses:
  - {id: levels, number: unknown, provenance: recalled, text: {zh-CN: "（待填）分几级、各级叫什么。"}}
  - {id: conditions, number: unknown, provenance: recalled, text: {zh-CN: "（待填）认定条件。"}}
"""

_LADDER = """\
# 梯级表：从低到高。只有一级的（够与不够），也写成一级。
id: @ID@
name: {zh-CN: "（待填）梯级表名称"}
below: {zh-CN: "未达到"}
levels:
  - id: qualified
    name: {zh-CN: "（待填）这一级的称呼"}
    subject: {zh-CN: "企业"}
    definition: {zh-CN: "（待填）这一级说明什么。"}
    citation: "@POLICY@#levels"
    provenance: recalled
    # 对应的称号（targets/recognitions.yaml 里的 id）；没有的不写。
    # recognition: some-title
"""

_QUESTIONNAIRE = """\
# yaml-language-server 的用法见 docs/authoring.md；改完运行 zhiti check。
id: @ID@
version: "@VERSION@"
status: draft            # 公布用 zhiti questionnaire publish，不要手改
title: {zh-CN: "（待填）评价工具名称"}
description: {zh-CN: "（待填）评什么、依据什么、由谁评。"}
policy: @POLICY@
provenance: recalled
ladder: @ID@
# points 按得分 · gates 只看条件 · stages 按题目档次
# attainment 按必答题达标（另需 required_share，条件写在 calls/）
method: points
# 哪种用途、从哪天到哪天由本版判定；日期没有读到的写 unknown。公布时可用 --from 填写起始日期。
applies:
  - {purpose: recognition, start: unknown, provenance: recalled, citation: "@POLICY@#conditions"}
# 题目按 要素 → 能力域 → 能力子域 排列；每个能力域一个文件 domains/NN-<能力域 id>.yaml。
elements:
  - id: whole
    ref: "1"
    name: {zh-CN: "（待填）要素名称"}
    domains:
      - id: first-domain
        ref: "1"
        name: {zh-CN: "（待填）能力域名称"}
        sub_domains:
          - {id: first-part, ref: "1", name: {zh-CN: "（待填）能力子域名称"}}
# 条件：各有依据条款和来源可信度；provenance 为 recalled 的只展示，一律待定。
# 判定规则 when 的写法（任选其一，可用 all_of、any_of、not、of 组合）：
#   {fact: employees, comparator: at_least, value: 20}      事实，看前一年；换年份写 years_back: [1, 2]
#   {metric: rd_intensity, comparator: at_least, value: 3}  指标（facts/metrics.yaml）
#   {score: total, comparator: at_least, value: 60}             总分，或能力域 id
#   {holds: [some-title]}  {county_in: some-group}  {industry_in: [C]}
#   {undecided: {zh-CN: "由专家评审认定。"}}                  程序判定不了，一律待定
# 比较方式：at_least 不低于 · more_than 高于 · at_most 不超过 · below 低于 · is 为 · one_of 为其一
gates:
  - id: score
    name: {zh-CN: "（待填）得分要求"}
    text: {zh-CN: "（待填）条件的文字。"}
    citation: "@POLICY@#conditions"
    provenance: recalled
    when: {score: total, comparator: at_least, value: 1}
# 各级须满足的条件；达到的是条件全部满足的最高一级。
rungs: {qualified: [score]}
changes:
  - {date: @TODAY@, kind: rules, text: {zh-CN: "（待填）首次录入，依据哪份文件。"}}
"""

_ITEMS = """\
items:
  - id: first-item
    ref: "1"             # 原文的题号
    # single 单选 · multiple 多选 · derived 由事实推出（选项写 when，从高到低，最后一项不写）
    type: single
    sub_domain: first-part
    citation: "@POLICY@#conditions"
    provenance: recalled
    name: {zh-CN: "（待填）题目名称"}
    question: {zh-CN: "（待填）问什么？"}
    help: {zh-CN: "（待填）怎样数、什么算、什么不算。"}
    evidence: {zh-CN: "（待填）凭什么材料核对。"}
    options:
      # 单选题从低到高排列
      - {id: lowest, ref: A, points: "0", text: {zh-CN: "（待填）最低一档。"}}
      - {id: highest, ref: B, points: "1", text: {zh-CN: "（待填）最高一档。"}}
"""


def skeleton(name: str, version: str, today: date) -> dict[str, str]:
    """The files of a new instrument by their path in the catalogue, in the order in which to fill them."""
    policy, home = f"{name}-source", f"questionnaires/{name}/{version}"
    files = {
        f"policies/{policy}.yaml": _POLICY,
        f"ladders/{name}.yaml": _LADDER,
        f"{home}/questionnaire.yaml": _QUESTIONNAIRE,
        f"{home}/domains/01-first-domain.yaml": _ITEMS,
    }
    words = {"@ID@": name, "@POLICY@": policy, "@VERSION@": version, "@TODAY@": today.isoformat()}
    for mark, word in words.items():
        files = {file: text.replace(mark, word) for file, text in files.items()}
    return files
