"""Asking 作业触发: which counts that stages asked for a replay makes, under rules on triggers."""
