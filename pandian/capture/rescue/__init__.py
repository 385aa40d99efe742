"""Rescue 标签救援: what waits in the inbox, who decided what about it, and labels to print."""
