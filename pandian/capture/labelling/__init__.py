"""Label tasks 标签任务: labels to print, new lots to look at, goods to hold."""
