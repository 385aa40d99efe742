-- Which class of records a purge is of; those of before this column were of photos.
ALTER TABLE lifecycle_purge ADD COLUMN kind text NOT NULL DEFAULT 'photos' CHECK (kind <> '');
