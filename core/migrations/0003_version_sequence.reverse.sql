DROP TRIGGER core_content_version ON core_contentversion;
DROP FUNCTION core_take_version();
DROP SEQUENCE core_content_version;
