-- Who may do what, what was shared and said, figures made official, and a record of every act.

CREATE TABLE member (
    workspace_id bigint NOT NULL REFERENCES workspace,
    account text NOT NULL CHECK (account = lower(account) AND length(account) BETWEEN 1 AND 254),
    role text NOT NULL CHECK (role IN ('viewer', 'editor', 'owner')),
    PRIMARY KEY (workspace_id, account)
);

CREATE TABLE share (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    work_id bigint NOT NULL REFERENCES work,
    scenario text NOT NULL,
    account text CHECK (account = lower(account)),
    key_digest text UNIQUE,
    shared_by text NOT NULL,
    shared_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    ended_at timestamptz,
    CHECK ((account IS NULL) <> (key_digest IS NULL))
);
COMMENT ON COLUMN share.account IS 'the person it is shared with';
COMMENT ON COLUMN share.key_digest IS 'of the key that stands in a link; the key itself is kept nowhere';

CREATE TABLE access_key (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account text NOT NULL,
    key_digest text NOT NULL UNIQUE,
    made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    ended_at timestamptz
);
COMMENT ON TABLE access_key IS 'keys by which QGIS and other programs of a person come in';

CREATE TABLE comment (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id bigint NOT NULL REFERENCES workspace,
    kind text NOT NULL CHECK (kind IN ('scenario', 'route', 'view')),
    subject text NOT NULL CHECK (length(subject) BETWEEN 1 AND 16000),
    body text NOT NULL CHECK (length(body) BETWEEN 1 AND 2000),
    written_by text NOT NULL,
    written_name text NOT NULL,
    written_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    removed_at timestamptz
);
CREATE INDEX ON comment (workspace_id, kind, md5(subject));

CREATE TABLE published_figure (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id bigint NOT NULL REFERENCES workspace,
    scenario text NOT NULL,
    metric text NOT NULL,
    value double precision,
    low double precision,
    high double precision,
    unit text NOT NULL,
    digest text NOT NULL,
    data_digest text NOT NULL,
    data_date date NOT NULL,
    published_by text NOT NULL,
    published_name text NOT NULL,
    published_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON COLUMN published_figure.digest IS 'of the result the figure was read from';

CREATE TABLE audit (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    account text NOT NULL,
    workspace text NOT NULL,
    act text NOT NULL,
    subject text NOT NULL,
    detail jsonb NOT NULL DEFAULT '{}'
);
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is only added to', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE ON edition FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE ON published_figure FOR EACH ROW EXECUTE FUNCTION refuse_change();
