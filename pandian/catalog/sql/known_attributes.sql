-- Free attributes that items carry, each with its values, as far as they are short texts,
-- flags or whole numbers.
SELECT k.name, (array_agg(k.value ORDER BY k.value))[:%(values)s] AS values
  FROM (SELECT DISTINCT e.key AS name, e.value #>> '{}' AS value
          FROM catalog_item i CROSS JOIN LATERAL jsonb_each(i.attributes) AS e
         WHERE jsonb_typeof(e.value) IN ('string', 'boolean', 'number')
           AND length(e.value #>> '{}') <= 64
           AND (jsonb_typeof(e.value) <> 'number' OR e.value #>> '{}' ~ '^-?[0-9]+$')) AS k
 GROUP BY k.name
 ORDER BY k.name
