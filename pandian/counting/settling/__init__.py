"""Settling 结算: from observations to judged lines, from judged lines to postings."""
