"""What every kind writes in the same way.   单据写入"""
