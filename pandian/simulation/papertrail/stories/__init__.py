"""One story each: what people did, as short calls.   一个个故事"""
