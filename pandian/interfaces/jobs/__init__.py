"""Background work: tasks, their worker, their health.   后台"""
