"""Finding gaps and contradictions of the rules of a site.   规则检查"""
