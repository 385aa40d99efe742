"""A whole life on paper: one lot, serial, UDI or document from end to end.   一生打印"""
