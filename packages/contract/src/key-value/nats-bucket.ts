import {
  DiscardPolicy,
  type JetStreamManager,
  nanos,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
  type StreamInfo,
  type StreamState,
} from 'nats';
import { errorCodeOf, JetStreamFaultError } from '../nats/jetstream-fault';
import { BUCKET_CONSUMERS_MAX, BUCKET_MESSAGE_BYTES_MAX, type BucketLimits } from './bucket-limits';
import type { StoreProblem } from './key-value-store';

const STREAM_NOT_FOUND_CODE = 10059;
const NO_STORAGE_CODE = 10047;
const MIB = 1_024 * 1_024;
/** From this part of a limit on, an operator is told. */
const ALARM_SHARE = 0.5;

/** The name of a bucket's stream. */
export function streamOf(bucket: string): string {
  return `KV_${bucket}`;
}

/** The stream of a key-value bucket (NATS, ADR-8) that keeps one value per key. */
function streamConfig(bucket: string, { bytesMax, ttlMs }: BucketLimits) {
  return {
    name: streamOf(bucket),
    subjects: [`$KV.${bucket}.>`],
    retention: RetentionPolicy.Limits,
    storage: StorageType.File,
    // Otherwise a full bucket would drop its oldest values to make room.
    discard: DiscardPolicy.New,
    max_msgs_per_subject: 1,
    max_bytes: bytesMax,
    max_msg_size: BUCKET_MESSAGE_BYTES_MAX,
    max_consumers: BUCKET_CONSUMERS_MAX,
    max_age: ttlMs === undefined ? 0 : nanos(ttlMs),
    allow_rollup_hdrs: true,
    allow_direct: true,
    num_replicas: 1,
  } satisfies Partial<StreamConfig>;
}

/**
 * Creates a bucket unless it exists. One that exists stays as it is, whatever its limits are.
 *
 * @throws JetStreamFaultError if JetStream has no room for it; NatsError
 */
export async function ensureBucket(manager: JetStreamManager, bucket: string, limits: BucketLimits): Promise<void> {
  try {
    await manager.streams.info(streamOf(bucket));
    return;
  } catch (error) {
    if (errorCodeOf(error) !== STREAM_NOT_FOUND_CODE) throw error;
  }
  try {
    await manager.streams.add(streamConfig(bucket, limits));
  } catch (error) {
    if (errorCodeOf(error) !== NO_STORAGE_CODE) throw error;
    throw new JetStreamFaultError(
      `NATS has no room left for the bucket ${bucket}, which reserves ${limits.bytesMax / MIB} MiB: give JetStream more ` +
        'storage (max_file_store), or create the stream with a lower max_bytes',
      { cause: error },
    );
  }
}

/**
 * What an operator should do about a bucket before something is refused: a limit that is half reached, or one that is not as
 * it should be.
 */
export function bucketProblems(bucket: string, { config, state }: StreamInfo, limits: BucketLimits): StoreProblem[] {
  const sentences = {
    'fixed limit': consumerLimitSentence(config),
    limits: limitsSentence(bucket, config, limits),
    consumers: consumersSentence(config, state),
    bytes: bytesSentence(config, state),
  };
  return Object.entries(sentences).flatMap(([what, sentence]) =>
    sentence === null ? [] : [{ key: `${config.name} ${what}`, sentence }],
  );
}

function consumerLimitSentence({ name, max_consumers: consumersMax }: StreamConfig): string | null {
  if (consumersMax === BUCKET_CONSUMERS_MAX) return null;
  const actual = consumersMax <= 0 ? 'any number of' : consumersMax;
  return (
    `The stream ${name} in NATS allows ${actual} consumers instead of ${BUCKET_CONSUMERS_MAX}, and NATS cannot change that: ` +
    `delete the stream (nats stream rm ${name}) while a control plane runs. It creates it anew and writes everything again; ` +
    'data planes serve on meanwhile.'
  );
}

/** Operators may raise limits, but not change how the bucket works. */
function limitsSentence(bucket: string, config: StreamConfig, limits: BucketLimits): string | null {
  const wanted = streamConfig(bucket, limits);
  const isLower = (actual: number, least: number) => actual > 0 && actual < least;
  const edits = [
    config.max_msgs_per_subject === wanted.max_msgs_per_subject
      ? ''
      : `--max-msgs-per-subject=${wanted.max_msgs_per_subject}`,
    config.discard === wanted.discard ? '' : `--discard=${wanted.discard}`,
    config.max_age === wanted.max_age ? '' : `--max-age=${(limits.ttlMs ?? 0) / 1_000}s`,
    config.max_bytes > 0 && !isLower(config.max_bytes, wanted.max_bytes) ? '' : `--max-bytes=${wanted.max_bytes}`,
    isLower(config.max_msg_size, wanted.max_msg_size) ? `--max-msg-size=${wanted.max_msg_size}` : '',
  ].filter((edit) => edit !== '');
  if (edits.length === 0) return null;
  return `The stream ${config.name} in NATS has other limits than it needs: nats stream edit ${config.name} ${edits.join(' ')}`;
}

function consumersSentence(
  { name, max_consumers: consumersMax }: StreamConfig,
  { consumer_count: consumers }: StreamState,
): string | null {
  if (consumersMax <= 0 || consumers < consumersMax * ALARM_SHARE) return null;
  return (
    `The stream ${name} in NATS has ${consumers} of ${consumersMax} possible consumers. When it has all of them, no other data ` +
    'plane or control plane can watch it. Each of them needs one: find out who made the others ' +
    `(nats consumer ls ${name}).`
  );
}

function bytesSentence({ name, max_bytes: bytesMax }: StreamConfig, { bytes }: StreamState): string | null {
  if (bytesMax <= 0 || bytes < bytesMax * ALARM_SHARE) return null;
  return (
    `The stream ${name} in NATS has ${Math.round(bytes / MIB)} of ${Math.round(bytesMax / MIB)} possible MiB. When it is ` +
    `full it refuses writes. Find out what is stored there, or raise the limit: nats stream edit ${name} --max-bytes.`
  );
}
