DROP FUNCTION search_raise_version(bigint);
DROP SEQUENCE search_version;
ALTER TABLE search_searchdocument RESET (toast_tuple_target);
ALTER TABLE search_searchdocument ALTER COLUMN head SET STORAGE EXTENDED, ALTER COLUMN categories SET STORAGE EXTENDED;
