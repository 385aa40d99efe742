"""Issue 销售出库: ordered, claimed, picked, checked by another person, packed, shipped."""
