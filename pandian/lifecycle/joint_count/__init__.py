"""Joint count 联合盘点: we and the hospital count its shelf together."""
