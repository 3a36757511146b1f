/** The columns by which records are found: each has an index with the time, so that any page is read in order. */
const FILTERS = [
  'ai_api_id',
  'consumer_id',
  'consumer_key_id',
  'outcome',
  'fault',
  'provider_id',
  'endpoint_id',
  'model_id',
];

/**
 * Records of single requests. An id is a UUIDv7, which says the time, so that it also says the partition. Only where the clock of
 * a data plane was ahead is `at` another time; those few have an index by id alone.
 */
export const REQUEST_RECORDS = `
  CREATE TABLE request_record (
    at timestamptz NOT NULL,
    id uuid NOT NULL,
    ai_api_id uuid,
    consumer_id uuid,
    consumer_key_id uuid,
    outcome text COLLATE "C" NOT NULL,
    fault text COLLATE "C" NOT NULL,
    provider_id uuid,
    endpoint_id uuid,
    model_id uuid,
    data_plane_id uuid NOT NULL,
    clock_ahead boolean NOT NULL,
    record jsonb NOT NULL,
    PRIMARY KEY (at, id)
  ) PARTITION BY RANGE (at);
  CREATE TABLE request_record_default PARTITION OF request_record DEFAULT;
  CREATE INDEX request_record_clock_ahead ON request_record (id) WHERE clock_ahead;
  CREATE INDEX request_record_failed ON request_record (at, id) WHERE fault <> 'NONE';
  ${FILTERS.map((column) => `CREATE INDEX request_record_${column} ON request_record (${column}, at, id);`).join('\n  ')}
`;
