"""Taking in the file that a phone exported 导入导出文件, by the same doors as its pushes."""
