-- What the file library holds, as tables: own data with geometry, scenarios, presentations. An edition is never changed: who saves adds one.

CREATE TABLE workspace (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL UNIQUE CHECK (name ~ '^[a-z0-9][a-z0-9-]{0,40}$'),
    title text NOT NULL CHECK (length(title) BETWEEN 1 AND 80),
    made_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO workspace (name, title) VALUES ('office', 'Dùng chung');

CREATE TABLE work (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id bigint NOT NULL REFERENCES workspace,
    name text NOT NULL CHECK (name ~ '^[a-z0-9][a-z0-9-]{0,60}\.gpkg$'),
    title text NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    removed_at timestamptz,
    UNIQUE (workspace_id, name)
);

CREATE TABLE edition (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    work_id bigint NOT NULL REFERENCES work,
    version integer NOT NULL,
    saved_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    saved_by text NOT NULL,
    saved_name text NOT NULL,
    digest text NOT NULL,
    brought jsonb NOT NULL,
    scenario_set jsonb,
    UNIQUE (work_id, version)
);
COMMENT ON COLUMN edition.digest IS 'of own data and scenarios together';
COMMENT ON COLUMN edition.scenario_set IS 'the scenario file without its scenarios and kept views';

CREATE TABLE route (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    edition_id bigint NOT NULL REFERENCES edition,
    place integer NOT NULL,
    item text NOT NULL,
    name text NOT NULL,
    road_class text NOT NULL,
    access text NOT NULL,
    status text NOT NULL,
    year integer,
    speed_kmh integer,
    lanes integer,
    cost_low_bn double precision,
    cost_high_bn double precision,
    price_year integer,
    quality text NOT NULL,
    note text NOT NULL,
    along_m jsonb NOT NULL,
    drawn boolean NOT NULL,
    geom geometry(LineString, 4326) NOT NULL
);
CREATE TABLE place (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    edition_id bigint NOT NULL REFERENCES edition,
    place integer NOT NULL,
    item text NOT NULL,
    name text NOT NULL,
    note text NOT NULL,
    geom geometry(Point, 4326) NOT NULL
);
CREATE TABLE zone (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    edition_id bigint NOT NULL REFERENCES edition,
    place integer NOT NULL,
    item text NOT NULL,
    name text NOT NULL,
    note text NOT NULL,
    geom geometry(Polygon, 4326) NOT NULL
);
CREATE INDEX ON route (edition_id);
CREATE INDEX ON place (edition_id);
CREATE INDEX ON zone (edition_id);
CREATE INDEX ON route USING gist (geom);
CREATE INDEX ON place USING gist (geom);
CREATE INDEX ON zone USING gist (geom);

CREATE TABLE scenario (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    edition_id bigint NOT NULL REFERENCES edition,
    place integer NOT NULL,
    key text NOT NULL,
    name text NOT NULL,
    spec jsonb NOT NULL
);
CREATE TABLE presentation (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    edition_id bigint NOT NULL REFERENCES edition,
    place integer NOT NULL,
    title text NOT NULL,
    spec jsonb NOT NULL
);
CREATE INDEX ON scenario (edition_id);
CREATE INDEX ON presentation (edition_id);

-- What QGIS opens: the editions that stand now.
CREATE VIEW standing AS
    SELECT edition.id AS edition_id, workspace.name AS workspace, work.name AS work, work.title, edition.version, edition.saved_at, edition.saved_name
    FROM work
    JOIN workspace ON workspace.id = work.workspace_id
    JOIN edition ON edition.work_id = work.id AND edition.version = work.version
    WHERE work.removed_at IS NULL;
CREATE VIEW own_routes AS SELECT route.*, workspace, work, title, saved_at, saved_name FROM route JOIN standing USING (edition_id);
CREATE VIEW own_places AS SELECT place.*, workspace, work, title, saved_at, saved_name FROM place JOIN standing USING (edition_id);
CREATE VIEW own_zones AS SELECT zone.*, workspace, work, title, saved_at, saved_name FROM zone JOIN standing USING (edition_id);
