-- Keep the exposures since the last count.  What nobody has moved or counted has none.
INSERT INTO counting_risk_exposure (site, holding, place, item, since, counted_at, touches,
       receipts, lots, actors, touched, short_at)
SELECT %(site)s, holding, place, item, since, counted_at, touches, receipts, lots, actors, touched,
       short_at
  FROM counting_risk_span WHERE assertion = 0 AND since < 'infinity'
