"""A call to gates: the conditions of entry of a year, rung by rung."""

from dataclasses import dataclass
from datetime import date

from assessments.condition_nodes import Builder, compile_gates
from assessments.faults import CompileError
from assessments.operands import CompiledGates, Register
from assessments.schema.ladder import Call, Ladder


@dataclass(frozen=True, eq=False)
class CompiledCall(CompiledGates):
    """A call ready to decide."""

    call: Call
    ladder: Ladder

    def in_force(self, day: date) -> bool:
        """Whether the call is in force on a day; otherwise it is only 参考."""
        return self.call.effective.covers(day)


def compile_call(call: Call, ladder: Ladder, register: Register) -> CompiledCall:
    """Compile a call; CompileError names what cannot be decided."""
    if call.ladder != ladder.id:
        raise CompileError(f"申报条件 {call.key} 属于梯度 {call.ladder}，不是 {ladder.id}")
    builder = Builder(register)
    gates, rules = compile_gates(
        builder, call.gates, call.rungs, ladder.level_ids[1:], f"申报条件 {call.key}"
    )
    return CompiledCall(
        gates=gates,
        rules=rules,
        operands=tuple(builder.operands),
        flags=tuple(builder.flags),
        derived=tuple(builder.derived),
        call=call,
        ladder=ladder,
    )
