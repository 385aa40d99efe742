"""Bindings 条码绑定: which code stands for which item and pack, and since when."""
