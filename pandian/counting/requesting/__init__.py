"""Count tasks for what stages ask to be counted.   触发盘点任务"""
