-- The score is computed from `head` for every match, facets from `categories`: both stay in the row, uncompressed. Everything else
-- that is wide goes out of the row, so that a page holds many rows.
ALTER TABLE search_searchdocument ALTER COLUMN head SET STORAGE PLAIN, ALTER COLUMN categories SET STORAGE PLAIN;
ALTER TABLE search_searchdocument SET (toast_tuple_target = 256);
-- Order of writes: taken under the row's lock, so a higher number is a newer content of the same row.
CREATE SEQUENCE search_version;
