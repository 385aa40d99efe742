"""Quality records to read, search and hand out.   质量记录"""
