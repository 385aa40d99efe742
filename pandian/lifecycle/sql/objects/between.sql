-- Tables of the between documents.
SELECT;
