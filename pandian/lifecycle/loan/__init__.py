"""Loan 借用: a tray goes to a hospital and is counted when it is back."""
