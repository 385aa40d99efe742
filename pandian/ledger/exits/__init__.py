"""What may leave, and what is locked.   出库闸门"""
