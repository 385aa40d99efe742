"""GS1 application identifiers and element strings.   GS1 单元数据串"""
