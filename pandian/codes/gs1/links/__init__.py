"""GS1 Digital Links: the keys of goods as web addresses.   GS1 数字链接"""
