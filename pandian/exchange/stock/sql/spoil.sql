-- A document is whole or not at all: one faulty row holds back the other rows of its document.
UPDATE exchange_row AS other
   SET outcome = 'refused_document_has_faults'
 WHERE other.import = %(import)s AND other.outcome = ''
   AND EXISTS (SELECT 1 FROM exchange_row AS faulty
                WHERE faulty.import = %(import)s AND faulty.outcome LIKE 'refused%%'
                  AND faulty.document <> '' AND faulty.document = other.document
                  AND faulty.site = other.site)
RETURNING other.file, other.row, other.document
