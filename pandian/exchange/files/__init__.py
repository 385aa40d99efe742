"""Reading files.   读文件"""
