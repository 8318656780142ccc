-- The score is computed from `head` for every match, facets from `categories`: both stay in the row, uncompressed. Everything else
-- that is wide goes out of the row, so that a page holds many rows.
ALTER TABLE search_searchdocument ALTER COLUMN head SET STORAGE PLAIN, ALTER COLUMN categories SET STORAGE PLAIN;
ALTER TABLE search_searchdocument SET (toast_tuple_target = 256);
-- Order of writes: taken under the row's lock, so a higher number is a newer content of the same row.
CREATE SEQUENCE search_version;
-- After a restore Elasticsearch may hold versions that the database has not given yet; `search repair` goes beyond them. The role `app`
-- may not set sequences itself, so this one door does it, and only upwards.
CREATE FUNCTION search_raise_version(above bigint) RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = public AS
$$ SELECT setval('search_version', greatest(nextval('search_version'), above)) $$;
