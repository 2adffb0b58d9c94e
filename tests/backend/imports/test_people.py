"""What a list says of people is not kept; what it says of firms is, whatever they are called."""

from backend.imports.people import without_people
from backend.imports.reading import Row


def test_columns_about_people_are_emptied_below_their_headings_and_nothing_else() -> None:
    rows: list[Row] = [
        (1, ["企业名录", "", "", "", ""]),
        (2, ["企业名称", "联系人姓名", "联系电话", "法定代表人", "行业"]),
        (3, ["甲电话机厂", "张三", 13800000000, "李四", "3921"]),
        (4, ["手机", "王五", "0574-1", "", "3922"]),
        (6, ["填表人：张三", "", "审核人: 李四", "", ""]),
    ]
    assert without_people(rows, {0, 4}) == [
        (1, ["企业名录", "", "", "", ""]),
        (2, ["企业名称", "联系人姓名", "联系电话", "法定代表人", "行业"]),
        (3, ["甲电话机厂", "", "", "", "3921"]),
        (4, ["手机", "", "", "", "3922"]),
        (6, ["填表人：", "", "", "", ""]),
    ]


def test_a_column_that_the_list_is_read_by_is_kept() -> None:
    rows: list[Row] = [(1, ["法人", "代码"]), (2, ["甲厂", "1"])]
    assert without_people(rows, {0}) == rows
