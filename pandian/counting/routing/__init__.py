"""In which order the places of a task are walked.   走盘路线"""
