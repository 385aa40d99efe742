-- Tables of the documents between places: where the follower of the facts feed goes on from, and
-- how a receipt finds its transfer.

-- The bookmark of a follower of the facts feed; '' is the beginning.
CREATE TABLE lifecycle_bookmark (
    name     text PRIMARY KEY,
    position text NOT NULL DEFAULT ''
);
CREATE INDEX lifecycle_document_transfer ON lifecycle_document (site, (header ->> 'transfer'))
    WHERE kind = 'transfer_receipt';
