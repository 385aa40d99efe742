"""What kinds share that carry goods on as they are.   原样转移"""
