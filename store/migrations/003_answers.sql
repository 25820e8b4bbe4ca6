-- An answer stands below the comment it answers; an answer to an answer stands there too.

ALTER TABLE comment ADD COLUMN answers bigint REFERENCES comment;
COMMENT ON COLUMN comment.answers IS 'the comment that began the talk; null: this one does';
