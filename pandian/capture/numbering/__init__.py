"""Numbers 序号: what a device has sent, what is missing, what was used twice."""
