-- Tables of the proofs documents.
SELECT;
