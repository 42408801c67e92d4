"""The database keeps a published questionnaire as it is; migration 0001 puts this there."""

# Nothing is born published, and only what can be answered and counted becomes so.
QUESTIONNAIRE = """
CREATE FUNCTION surveys_questionnaire_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    asked integer;
    mute integer;
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'draft' THEN
            RAISE EXCEPTION '问卷 % 要先是草稿，再发布', NEW.code USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.state = 'draft' AND TG_OP = 'UPDATE' AND NEW.state <> 'draft' THEN
        SELECT count(DISTINCT dimension) INTO asked FROM surveys_question
            WHERE questionnaire_id = OLD.id AND dimension <> 'other';
        SELECT count(*) INTO mute FROM surveys_question question
            WHERE questionnaire_id = OLD.id AND NOT EXISTS (
                SELECT FROM surveys_option WHERE question_id = question.id);
        IF NEW.id <> OLD.id OR asked <> 4 OR mute > 0 THEN
            RAISE EXCEPTION '问卷 % 还不能发布：缺少维度，或有题目没有选项', OLD.code
                USING ERRCODE = 'restrict_violation';
        END IF;
    END IF;
    IF OLD.state = 'draft' THEN
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) = to_jsonb(OLD) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '问卷 % 已发布，不能修改或删除', OLD.code USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER questionnaire_frozen BEFORE INSERT OR UPDATE OR DELETE ON surveys_questionnaire
    FOR EACH ROW EXECUTE FUNCTION surveys_questionnaire_is_frozen();
"""

# FOR SHARE: nothing slips in between the check and a publication in another transaction.
PARTS = """
CREATE FUNCTION surveys_question_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ids bigint[];
    frozen text;
BEGIN
    IF TG_TABLE_NAME = 'surveys_question' THEN
        ids := ARRAY[OLD.questionnaire_id, NEW.questionnaire_id];
    ELSE
        SELECT array_agg(questionnaire_id) INTO ids FROM surveys_question
            WHERE id IN (OLD.question_id, NEW.question_id);
    END IF;
    PERFORM 1 FROM surveys_questionnaire WHERE id = ANY(ids) FOR SHARE;
    SELECT code INTO frozen FROM surveys_questionnaire
        WHERE state <> 'draft' AND id = ANY(ids) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION '问卷 % 已发布，不能修改', frozen USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER question_frozen BEFORE INSERT OR UPDATE OR DELETE ON surveys_question
    FOR EACH ROW EXECUTE FUNCTION surveys_question_is_frozen();
CREATE TRIGGER option_frozen BEFORE INSERT OR UPDATE OR DELETE ON surveys_option
    FOR EACH ROW EXECUTE FUNCTION surveys_question_is_frozen();
"""

# Row triggers do not see TRUNCATE, also when it comes by CASCADE from another table.
TRUNCATE = """
CREATE FUNCTION surveys_questionnaire_no_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM surveys_questionnaire WHERE state <> 'draft') THEN
        RAISE EXCEPTION '有问卷已发布，不能清空' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER questionnaire_no_truncate BEFORE TRUNCATE ON surveys_questionnaire
    FOR EACH STATEMENT EXECUTE FUNCTION surveys_questionnaire_no_truncate();
CREATE TRIGGER question_no_truncate BEFORE TRUNCATE ON surveys_question
    FOR EACH STATEMENT EXECUTE FUNCTION surveys_questionnaire_no_truncate();
CREATE TRIGGER option_no_truncate BEFORE TRUNCATE ON surveys_option
    FOR EACH STATEMENT EXECUTE FUNCTION surveys_questionnaire_no_truncate();
"""

CREATED = {
    "surveys_questionnaire_is_frozen()": QUESTIONNAIRE,
    "surveys_question_is_frozen()": PARTS,
    "surveys_questionnaire_no_truncate()": TRUNCATE,
}
