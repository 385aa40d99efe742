-- Dispatch: skills, shifts, deadlines and who works on what.
SELECT 1;
