CREATE SEQUENCE core_content_version;
CREATE FUNCTION core_take_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.version := nextval('core_content_version');
  RETURN NEW;
END $$;
CREATE TRIGGER core_content_version BEFORE INSERT OR UPDATE ON core_contentversion FOR EACH ROW EXECUTE FUNCTION core_take_version();
SELECT setval('core_content_version', coalesce((SELECT max(version) FROM core_contentversion), 0) + 1);
