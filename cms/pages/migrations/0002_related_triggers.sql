CREATE TRIGGER pages_receiver_changed AFTER INSERT OR UPDATE OR DELETE ON pages_labourpartnerpage_receivers
  FOR EACH STATEMENT EXECUTE FUNCTION articles_picture_changed();
CREATE TRIGGER pages_chosen_changed AFTER INSERT OR UPDATE OR DELETE ON pages_recruitmentbrochurepage_chosen
  FOR EACH STATEMENT EXECUTE FUNCTION articles_picture_changed();
