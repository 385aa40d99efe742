"""Hold 冻结、隔离: doubtful goods are stopped, then judged."""
