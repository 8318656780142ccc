DROP TRIGGER articles_picture_gone ON media_siteimage;
DROP TRIGGER articles_picture_edited ON media_siteimage;
DROP FUNCTION articles_picture_changed();
