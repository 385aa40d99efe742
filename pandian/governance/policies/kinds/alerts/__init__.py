"""What a rule on alerts may say.   预警规则"""
