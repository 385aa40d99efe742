-- Is a difference inside tolerance? (twin: rules.inside)  Every measure that is given must hold
-- (and), or one of them (or).  At zero no percentage holds: something where the book has
-- nothing, or nothing where the book has something, is not a small difference.
CREATE FUNCTION counting_inside(
    variance bigint, book bigint, counted bigint, cost bigint,
    quantity bigint, percent numeric, value bigint, combine text
) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
        WHEN variance = 0 THEN true
        WHEN num_nonnulls(quantity, percent, value) = 0 THEN false
        WHEN combine = 'or' THEN
            coalesce(abs(variance) <= quantity, false)
            OR coalesce(book > 0 AND counted > 0
                        AND abs(variance)::numeric * 100 <= percent * book, false)
            OR coalesce(abs(variance)::numeric * cost <= value, false)
        ELSE
            coalesce(abs(variance) <= quantity, true)
            AND (percent IS NULL OR (book > 0 AND counted > 0
                 AND abs(variance)::numeric * 100 <= percent * book))
            AND coalesce(abs(variance)::numeric * cost <= value, true)
        END
$$;
