"""How often each cause happens here, learnt from counts and from confirmed reasons.   发生率"""
