"""Exported rows 导出的记录: what a phone wrote to a file when it found no network."""
