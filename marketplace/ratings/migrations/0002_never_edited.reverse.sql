DROP TRIGGER ratings_reply_append_only ON ratings_reply;
DROP TRIGGER ratings_version_append_only ON ratings_version;
