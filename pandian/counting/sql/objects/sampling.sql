-- Sampling stocktakes: the frame, the draw, the estimate.
SELECT 1;
