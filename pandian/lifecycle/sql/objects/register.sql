-- Indexes for the register: documents by their time, lines and facts by their lot.
CREATE INDEX lifecycle_document_created ON lifecycle_document (site, created_at DESC, id DESC);
CREATE INDEX lifecycle_line_lot ON lifecycle_line (site, lot) WHERE lot <> '';
CREATE INDEX lifecycle_amount_lot ON lifecycle_amount (site, lot) WHERE lot <> '';
