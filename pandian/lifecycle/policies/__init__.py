"""What a site decides about its documents.   单据策略"""
