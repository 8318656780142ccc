DROP TRIGGER levels_levelterms_append_only ON levels_levelterms;
DROP TRIGGER levels_levelgrant_never_edited ON levels_levelgrant;
DROP FUNCTION levels_refuse_change();
