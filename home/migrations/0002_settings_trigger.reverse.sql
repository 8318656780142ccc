DROP TRIGGER home_site ON wagtailcore_site;
DROP TRIGGER home_settings ON home_sitesettings;
DROP FUNCTION home_settings_changed();
