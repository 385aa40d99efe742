"""Papers 单据打印: a document on A4, from its facts: note, record, list, certificate, order."""
