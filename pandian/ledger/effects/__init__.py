"""What a slip does to the book: one library for counts and for warnings at posting.   差错"""
