"""Short random histories with known truth.   短历史"""
