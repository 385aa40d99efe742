"""What the worker does by itself, at instants that a simulation chooses.   自动作业"""
