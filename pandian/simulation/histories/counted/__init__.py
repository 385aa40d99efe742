"""Short histories counted by phones and settled by plans.   经采集与盘点的短历史"""
