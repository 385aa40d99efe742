"""People who count with phones whose clocks are wrong.   盘点人员"""
