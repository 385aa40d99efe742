"""Tables for people and programs: CSV, JSON, PDF.   表格导出"""
