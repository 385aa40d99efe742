"""What differences were put down to: late paper, shares, the weekly look.   原因回顾"""
