"""How long things are kept, legal holds, and purges of two people.   保存与清除"""
