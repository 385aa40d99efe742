"""What a phone takes along 下载: its tasks, the masters, who may count what now."""
