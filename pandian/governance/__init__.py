"""Who may do what, where: people, roles, scope, signatures.   治理"""
