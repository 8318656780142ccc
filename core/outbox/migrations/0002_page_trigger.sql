CREATE FUNCTION outbox_page_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE changed record;
BEGIN
  IF TG_OP = 'DELETE' THEN changed := OLD; ELSE changed := NEW; END IF;
  INSERT INTO outbox_outboxevent (name, key, ids) VALUES ('page.changed', 'page:' || changed.id, jsonb_build_object('page_id', changed.id));
  INSERT INTO core_contentversion (scope, version) VALUES ('pages', 1) ON CONFLICT (scope) DO UPDATE SET version = core_contentversion.version + 1;
  RETURN NULL;
END $$;

CREATE TRIGGER outbox_page_added AFTER INSERT OR DELETE ON wagtailcore_page FOR EACH ROW EXECUTE FUNCTION outbox_page_changed();
CREATE TRIGGER outbox_page_edited AFTER UPDATE ON wagtailcore_page FOR EACH ROW
  WHEN ((OLD.live, OLD.path, OLD.url_path, OLD.title, OLD.live_revision_id, OLD.expire_at, OLD.expired, OLD.first_published_at, OLD.last_published_at, OLD.show_in_menus, OLD.seo_title, OLD.search_description)
        IS DISTINCT FROM
        (NEW.live, NEW.path, NEW.url_path, NEW.title, NEW.live_revision_id, NEW.expire_at, NEW.expired, NEW.first_published_at, NEW.last_published_at, NEW.show_in_menus, NEW.seo_title, NEW.search_description))
  EXECUTE FUNCTION outbox_page_changed();

CREATE FUNCTION outbox_restriction_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO outbox_outboxevent (name, key, ids)
  SELECT 'page.changed', 'page:' || p.id, jsonb_build_object('page_id', p.id)
  FROM wagtailcore_page p JOIN wagtailcore_page r ON left(p.path, length(r.path)) = r.path
  WHERE r.id IN (CASE WHEN TG_OP <> 'INSERT' THEN OLD.page_id END, CASE WHEN TG_OP <> 'DELETE' THEN NEW.page_id END)
  ORDER BY p.id;
  INSERT INTO core_contentversion (scope, version) VALUES ('pages', 1) ON CONFLICT (scope) DO UPDATE SET version = core_contentversion.version + 1;
  RETURN NULL;
END $$;
CREATE TRIGGER outbox_restriction AFTER INSERT OR UPDATE OR DELETE ON wagtailcore_pageviewrestriction FOR EACH ROW EXECUTE FUNCTION outbox_restriction_changed();
