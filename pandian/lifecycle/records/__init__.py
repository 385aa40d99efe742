"""Quality records of GSP articles 21-23, made from facts.   质量记录"""
