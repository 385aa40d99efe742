-- Verdicts: which version judged, who must approve, who has.
SELECT 1;
