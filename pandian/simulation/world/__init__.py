"""Masters of the simulated world.   仿真主数据"""
