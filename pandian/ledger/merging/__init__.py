"""Group commit.   合并提交"""
