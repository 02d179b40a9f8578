/**
 * The tables of the first release. Names of tables and columns are FlorDB's where it has them (arXiv 2310.07898).
 *
 * A value has three columns: its type, a native value that SQL can compare, and its exact bytes (runtime/format/value.ts)
 * where the native value is not the whole truth (NaN, -0, bigint, Date, objects, ...).
 */
export const tables: string = `
CREATE TABLE versions (
  version_id TEXT PRIMARY KEY,
  lock_hash TEXT
) WITHOUT ROWID;
CREATE TABLE files (
  file_id INTEGER PRIMARY KEY,
  path TEXT NOT NULL,
  hash TEXT NOT NULL,
  text TEXT NOT NULL,
  UNIQUE (path, hash)
);
CREATE TABLE version_files (
  version_id TEXT NOT NULL REFERENCES versions ON DELETE CASCADE,
  file_id INTEGER NOT NULL REFERENCES files,
  PRIMARY KEY (version_id, file_id)
) WITHOUT ROWID;
CREATE TABLE runs (
  run_key INTEGER PRIMARY KEY,
  run_id TEXT NOT NULL UNIQUE,
  started_at TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('running', 'finished', 'killed')),
  exit_code INTEGER,
  ended_ms REAL,
  version_id TEXT REFERENCES versions,
  commit_id TEXT,
  version_problem TEXT,
  head TEXT,
  dirty INTEGER,
  root TEXT NOT NULL,
  entry TEXT NOT NULL,
  cwd TEXT NOT NULL,
  argv TEXT NOT NULL,
  exec_argv TEXT NOT NULL,
  node TEXT NOT NULL,
  seed INTEGER NOT NULL,
  given_args TEXT NOT NULL,
  pid INTEGER NOT NULL,
  boot_id TEXT NOT NULL,
  parent_run TEXT,
  damage TEXT
);
CREATE INDEX runs_by_start ON runs (started_at, run_id);
CREATE INDEX runs_by_version ON runs (version_id);
CREATE TABLE progress (
  run_key INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  file TEXT NOT NULL,
  offset INTEGER NOT NULL,
  size INTEGER NOT NULL,
  rows INTEGER NOT NULL,
  signature TEXT,
  damage TEXT,
  PRIMARY KEY (run_key, file)
) WITHOUT ROWID;
CREATE TABLE sites (
  site_id INTEGER PRIMARY KEY,
  file_id INTEGER NOT NULL REFERENCES files,
  kind TEXT NOT NULL CHECK (kind IN ('loop', 'log')),
  id INTEGER NOT NULL,
  name TEXT,
  fn TEXT NOT NULL,
  line INTEGER NOT NULL,
  start_offset INTEGER NOT NULL,
  end_offset INTEGER NOT NULL,
  loop INTEGER,
  names TEXT,
  expressions TEXT,
  callee TEXT,
  UNIQUE (file_id, kind, id)
);
CREATE TABLE modules (
  run_key INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  strand INTEGER NOT NULL,
  module INTEGER NOT NULL,
  file_id INTEGER NOT NULL REFERENCES files,
  path TEXT NOT NULL,
  loaded TEXT NOT NULL,
  source TEXT NOT NULL,
  door TEXT NOT NULL,
  format TEXT NOT NULL,
  options TEXT NOT NULL,
  PRIMARY KEY (run_key, strand, module)
) WITHOUT ROWID;
CREATE INDEX modules_by_file ON modules (file_id, run_key);
CREATE TABLE args (
  run_key INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  name TEXT NOT NULL,
  value_type TEXT NOT NULL,
  value,
  source TEXT NOT NULL,
  PRIMARY KEY (run_key, name)
) WITHOUT ROWID;
CREATE TABLE contexts (
  ctx_id INTEGER PRIMARY KEY,
  run_key INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  strand INTEGER NOT NULL,
  parent_ctx_id INTEGER REFERENCES contexts ON DELETE CASCADE,
  journal_id INTEGER,
  kind TEXT NOT NULL CHECK (kind IN ('set-up', 'iteration', 'unknown')),
  site_id INTEGER REFERENCES sites,
  loop_name TEXT,
  loop_entry INTEGER,
  loop_iteration INTEGER,
  value_type TEXT,
  iteration_value,
  exact BLOB
);
CREATE UNIQUE INDEX contexts_by_journal ON contexts (run_key, strand, journal_id) WHERE journal_id IS NOT NULL;
CREATE INDEX contexts_by_place ON contexts (parent_ctx_id, site_id, loop_entry, loop_iteration);
CREATE TABLE replays (
  replay_key INTEGER PRIMARY KEY,
  run_key INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  replay_id TEXT NOT NULL,
  started_at TEXT,
  duration_ms REAL,
  names TEXT NOT NULL,
  propagation_verdict TEXT,
  propagation_reason TEXT,
  statements TEXT NOT NULL,
  partial INTEGER NOT NULL DEFAULT 0,
  state TEXT NOT NULL CHECK (state IN ('pending', 'done', 'damaged')),
  damage TEXT,
  UNIQUE (run_key, replay_id)
);
CREATE TABLE refusals (
  replay_key INTEGER NOT NULL REFERENCES replays ON DELETE CASCADE,
  name TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (replay_key, name)
) WITHOUT ROWID;
CREATE TABLE logs (
  log_id INTEGER PRIMARY KEY,
  run_key INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  strand INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  ctx_id INTEGER NOT NULL REFERENCES contexts ON DELETE CASCADE,
  site_id INTEGER REFERENCES sites,
  statement INTEGER NOT NULL,
  value_name TEXT NOT NULL,
  occurrence INTEGER NOT NULL,
  at_ms REAL,
  value_type TEXT NOT NULL,
  value,
  exact BLOB,
  source TEXT NOT NULL CHECK (source IN ('recorded', 'backfilled')),
  replay_key INTEGER REFERENCES replays ON DELETE CASCADE,
  verdict TEXT CHECK (verdict IN ('verified', 'diverged', 'unverifiable')),
  reason TEXT,
  level INTEGER
);
CREATE INDEX logs_by_name ON logs (run_key, value_name, ctx_id);
CREATE INDEX logs_by_context ON logs (ctx_id);
CREATE INDEX logs_by_replay ON logs (replay_key) WHERE replay_key IS NOT NULL;
CREATE TABLE checkpoints (
  run_key INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  seq INTEGER NOT NULL,
  key TEXT NOT NULL,
  iteration INTEGER NOT NULL,
  point TEXT NOT NULL,
  hash TEXT NOT NULL,
  entry_hash TEXT NOT NULL,
  unusable TEXT,
  opaque TEXT NOT NULL,
  at_ms REAL NOT NULL,
  cost_ms REAL NOT NULL,
  bytes INTEGER NOT NULL,
  offset INTEGER NOT NULL,
  PRIMARY KEY (run_key, seq)
) WITHOUT ROWID;
CREATE TABLE activations (
  run_key INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  strand INTEGER NOT NULL,
  key TEXT NOT NULL,
  iterations INTEGER NOT NULL,
  start_ms REAL NOT NULL,
  end_ms REAL NOT NULL,
  PRIMARY KEY (run_key, strand, key)
) WITHOUT ROWID;
CREATE TABLE notes (
  run_key INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  strand INTEGER NOT NULL,
  kind TEXT NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (run_key, strand, kind, text)
) WITHOUT ROWID;
CREATE TABLE summaries (
  value_name TEXT NOT NULL,
  run_key INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  source TEXT NOT NULL CHECK (source IN ('recorded', 'backfilled')),
  strand INTEGER NOT NULL,
  count INTEGER NOT NULL,
  numbers INTEGER NOT NULL,
  last_type TEXT NOT NULL,
  last,
  last_exact BLOB,
  min REAL,
  max REAL,
  mean REAL,
  sum REAL NOT NULL,
  sketch TEXT NOT NULL,
  verified INTEGER NOT NULL,
  diverged INTEGER NOT NULL,
  unverifiable INTEGER NOT NULL,
  PRIMARY KEY (value_name, run_key, source, strand)
) WITHOUT ROWID;
CREATE INDEX summaries_by_run ON summaries (run_key);
CREATE VIEW records AS
  SELECT runs.run_id, runs.started_at, runs.version_id, logs.value_name AS name, logs.value, logs.value_type, contexts.loop_name, contexts.loop_iteration,
    contexts.iteration_value, logs.occurrence, logs.source, logs.verdict, logs.reason, logs.at_ms
  FROM logs JOIN runs USING (run_key) JOIN contexts USING (ctx_id);
`;
