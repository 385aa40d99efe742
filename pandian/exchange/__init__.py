"""The outside world: imports now, exports and connectors later.   接口"""
