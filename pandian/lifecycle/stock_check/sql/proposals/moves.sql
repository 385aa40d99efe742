-- Posting rule 过账规则 of a stock check: it moves nothing.  Twin: stock_check/rules.py propose.
SELECT 0 AS n, '' AS item, '' AS lot, '' AS serial, '' AS owner, '' AS source, '' AS target,
       '' AS status, '' AS target_status, 0 AS quantity
 WHERE false
