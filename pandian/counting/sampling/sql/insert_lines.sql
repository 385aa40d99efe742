-- The frame of a study.
INSERT INTO counting_sample_line (site, sample, holding, place, item, book, cost, stratum)
SELECT %(site)s, %(id)s, *
  FROM unnest(%(holdings)s::bigint[], %(places)s::bigint[], %(items)s::bigint[],
              %(books)s::bigint[], %(costs)s::bigint[], %(strata)s::smallint[])
