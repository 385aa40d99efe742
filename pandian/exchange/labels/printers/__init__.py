"""The printers' own languages.   打印机语言"""
