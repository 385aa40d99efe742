"""Our own codes: bins, tasks, devices, people, commands.   盘点自用码"""
