"""Reading rules of counting from policies, and judging them.   盘点规则"""
