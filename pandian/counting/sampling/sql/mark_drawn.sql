-- Which lines are drawn, in which turn of their stratum.
UPDATE counting_sample_line l SET turn = d.turn, draw = %(draw)s
  FROM unnest(%(holdings)s::bigint[], %(turns)s::bigint[]) AS d (holding, turn)
 WHERE l.site = %(site)s AND l.sample = %(id)s AND l.holding = d.holding AND l.draw = 0
