"""What a whole rule means, beyond its fields.   规则含义"""
