"""Which kinds of rules there are, and which fields each has.   规则种类"""
