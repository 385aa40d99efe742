-- The goods of a recall in effect, by its id, wherever it was opened.
SELECT v.item, v.lot, v.serial FROM lifecycle_recalled_view v WHERE v.recall = %(recall)s
