"""The production type that goes without saying: which industries run processes rather than make pieces."""

from assessments.schema.common import ProductionType

# Divisions of GB/T 4754-2017 whose plants run processes: mining (06–12), food, drink, tobacco, paper,
# petroleum, chemicals, medicine, fibres, non-metallic minerals, the two of metals, and power, heat, gas and
# water (44–46).
# Our own reading, no rule of any document: whoever knows the plant corrects it.
PROCESS_DIVISIONS = frozenset(
    {"06", "07", "08", "09", "10", "11", "12", "13", "14", "15", "16", "22", "25", "26", "27", "28"}
    | {"30", "31", "32", "44", "45", "46"}
)


def usual_production(industry: str) -> ProductionType:
    """The production type to begin with for a firm of an industry, by the division of its code."""
    return ProductionType.PROCESS if industry[:2] in PROCESS_DIVISIONS else ProductionType.DISCRETE
