DROP TRIGGER outbox_restriction ON wagtailcore_pageviewrestriction;
DROP FUNCTION outbox_restriction_changed();
DROP TRIGGER outbox_page_edited ON wagtailcore_page;
DROP TRIGGER outbox_page_added ON wagtailcore_page;
DROP FUNCTION outbox_page_changed();
