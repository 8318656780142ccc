CREATE FUNCTION articles_picture_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO core_contentversion (scope, version) VALUES ('pages', 1) ON CONFLICT (scope) DO UPDATE SET version = core_contentversion.version + 1;
  RETURN NULL;
END $$;

CREATE TRIGGER articles_picture_edited AFTER UPDATE ON media_siteimage FOR EACH ROW
  WHEN ((OLD.file, OLD.title, OLD.credit, OLD.focal_point_x, OLD.focal_point_y, OLD.focal_point_width, OLD.focal_point_height)
        IS DISTINCT FROM
        (NEW.file, NEW.title, NEW.credit, NEW.focal_point_x, NEW.focal_point_y, NEW.focal_point_width, NEW.focal_point_height))
  EXECUTE FUNCTION articles_picture_changed();
CREATE TRIGGER articles_picture_gone AFTER DELETE ON media_siteimage FOR EACH ROW EXECUTE FUNCTION articles_picture_changed();
