-- Tables of the recall documents.
SELECT;
