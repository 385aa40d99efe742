"""What a rehearsal says, as it is kept and shown.   预演报告"""
