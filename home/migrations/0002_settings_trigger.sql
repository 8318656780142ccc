CREATE FUNCTION home_settings_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO core_contentversion (scope, version) VALUES ('settings', 1) ON CONFLICT (scope) DO UPDATE SET version = core_contentversion.version + 1;
  RETURN NULL;
END $$;

CREATE TRIGGER home_settings AFTER INSERT OR UPDATE OR DELETE ON home_sitesettings FOR EACH ROW EXECUTE FUNCTION home_settings_changed();
CREATE TRIGGER home_site AFTER INSERT OR UPDATE OR DELETE ON wagtailcore_site FOR EACH ROW EXECUTE FUNCTION home_settings_changed();
