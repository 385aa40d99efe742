"""From the labels at the dock to the facts of a document.   扫描成数量"""
