DROP TRIGGER surveys_answer_append_only ON surveys_answer;
DROP TRIGGER surveys_reply_append_only ON surveys_reply;
