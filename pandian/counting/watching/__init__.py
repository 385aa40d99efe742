"""Hot items and risky places watched closely: the list, their weeks, a control line.   重点监控"""
