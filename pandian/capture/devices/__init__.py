"""Devices 设备: enrolment, tokens of phones, leases on tasks, the record of their clocks."""
