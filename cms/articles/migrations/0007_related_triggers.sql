CREATE TRIGGER articles_lesson_service_changed AFTER INSERT OR UPDATE OR DELETE ON articles_lessonpage_services
  FOR EACH STATEMENT EXECUTE FUNCTION articles_picture_changed();
CREATE TRIGGER articles_lesson_tag_changed AFTER INSERT OR UPDATE OR DELETE ON articles_lessontag
  FOR EACH STATEMENT EXECUTE FUNCTION articles_picture_changed();
CREATE TRIGGER articles_document_edited AFTER UPDATE ON media_sitedocument FOR EACH ROW
  WHEN ((OLD.file, OLD.title, OLD.file_size) IS DISTINCT FROM (NEW.file, NEW.title, NEW.file_size))
  EXECUTE FUNCTION articles_picture_changed();
CREATE TRIGGER articles_document_gone AFTER DELETE ON media_sitedocument FOR EACH ROW EXECUTE FUNCTION articles_picture_changed();
