-- Probe by key instead of scanning until the transaction ends or `scanning` is said: right after
-- an import nothing is analysed, and a scan inside a loop would grow with the square.
SET LOCAL enable_seqscan = off
