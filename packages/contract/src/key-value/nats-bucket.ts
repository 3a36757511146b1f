import {
  DiscardPolicy,
  type JetStreamManager,
  nanos,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
  type StreamInfo,
} from 'nats';
import { errorCodeOf, JetStreamFaultError } from '../nats/jetstream-fault';
import { BUCKET_CONSUMERS_MAX, STREAM_MESSAGE_BYTES_MAX, type BucketLimits } from './bucket-limits';
import type { StoreProblem } from './key-value-store';

const STREAM_NOT_FOUND_CODE = 10059;
const NO_STORAGE_CODE = 10047;
const SUBJECTS_OVERLAP_CODE = 10065;
const MIB = 1_024 * 1_024;
/** From this part of a limit on, an operator is told. */
const ALARM_SHARE = 0.5;
/** The alarm lasts until it is below this part, so that it does not come and go with each program that starts or stops. */
const ALARM_END_SHARE = 0.45;

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
    max_msg_size: STREAM_MESSAGE_BYTES_MAX,
    max_consumers: BUCKET_CONSUMERS_MAX,
    max_age: ttlMs === undefined ? 0 : nanos(ttlMs),
    allow_rollup_hdrs: true,
    allow_direct: true,
    num_replicas: 1,
  } satisfies Partial<StreamConfig>;
}

/** The operator's command that creates the stream as Switchyard does, by the NATS command line. */
function addCommand(bucket: string, limits: BucketLimits, consumersMax: number = BUCKET_CONSUMERS_MAX): string {
  const config = streamConfig(bucket, limits);
  return [
    `nats stream add ${config.name} --subjects='${config.subjects.join(',')}' --storage=${config.storage}`,
    `--retention=${config.retention} --discard=${config.discard} --max-msgs-per-subject=${config.max_msgs_per_subject}`,
    `--max-bytes=${config.max_bytes} --max-msg-size=${config.max_msg_size} --max-consumers=${consumersMax}`,
    ...(limits.ttlMs === undefined ? [] : [`--max-age=${limits.ttlMs / 1_000}s`]),
    `--allow-rollup --allow-direct --replicas=${config.num_replicas} --defaults`,
  ].join(' ');
}

/**
 * Creates a bucket unless it exists. One that exists stays as it is, whatever its limits are.
 *
 * @throws JetStreamFaultError if JetStream has no room for it; NatsError
 */
export async function ensureBucket(manager: JetStreamManager, bucket: string, limits: BucketLimits): Promise<void> {
  if (await exists(manager, bucket)) return;
  try {
    await manager.streams.add(streamConfig(bucket, limits));
  } catch (error) {
    const code = errorCodeOf(error);
    // Another program was creating it at the same moment.
    if (code === SUBJECTS_OVERLAP_CODE && (await exists(manager, bucket))) return;
    if (code !== NO_STORAGE_CODE) throw error;
    throw new JetStreamFaultError(
      `NATS has no room left for the bucket ${bucket}, which reserves ${limits.bytesMax / MIB} MiB: give JetStream more ` +
        'storage (max_file_store), or create the stream yourself with a lower --max-bytes: ' +
        addCommand(bucket, limits),
      { cause: error },
    );
  }
}

async function exists(manager: JetStreamManager, bucket: string): Promise<boolean> {
  try {
    await manager.streams.info(streamOf(bucket));
    return true;
  } catch (error) {
    if (errorCodeOf(error) === STREAM_NOT_FOUND_CODE) return false;
    throw error;
  }
}

/**
 * What an operator should do about a bucket before something is refused: a limit that is half reached, or one that is not as
 * it should be.
 *
 * @param before what it was the last time
 */
export function bucketProblems(
  bucket: string,
  info: StreamInfo,
  limits: BucketLimits,
  before: readonly StoreProblem[] = [],
): StoreProblem[] {
  const { config, state } = info;
  const keyOf = (what: string) => `${config.name} ${what}`;
  const shareOf = (what: string) => (before.some(({ key }) => key === keyOf(what)) ? ALARM_END_SHARE : ALARM_SHARE);
  const sentences = {
    'fixed limit': consumerLimitSentence(config, limits),
    limits: limitsSentence(bucket, config, limits),
    consumers:
      config.max_consumers > 0 && state.consumer_count >= config.max_consumers * shareOf('consumers')
        ? consumersSentence(bucket, info, limits)
        : null,
    bytes: config.max_bytes > 0 && state.bytes >= config.max_bytes * shareOf('bytes') ? bytesSentence(info) : null,
  };
  return Object.entries(sentences).flatMap(([what, sentence]) =>
    sentence === null ? [] : [{ key: keyOf(what), sentence }],
  );
}

function consumerLimitSentence(
  { name, max_consumers: consumersMax }: StreamConfig,
  { ttlMs }: BucketLimits,
): string | null {
  if (consumersMax >= BUCKET_CONSUMERS_MAX) return null;
  const actual = consumersMax <= 0 ? 'any number of consumers' : `${consumersMax} consumers`;
  // Only statuses have an age.
  const rewritten =
    ttlMs === undefined
      ? 'The control plane creates it anew and writes everything again'
      : 'It is created anew, and the data planes write their statuses again within seconds';
  return (
    `The stream ${name} in NATS allows ${actual} instead of ${BUCKET_CONSUMERS_MAX}, and NATS cannot change that: ` +
    `delete the stream (nats stream rm ${name}) while a control plane runs. ${rewritten}; data planes serve on meanwhile.`
  );
}

/** Operators may choose how many bytes there are, and raise the other limits, but not change how the bucket works. */
function limitsSentence(bucket: string, config: StreamConfig, limits: BucketLimits): string | null {
  const wanted = streamConfig(bucket, limits);
  const isLower = (actual: number, least: number) => actual > 0 && actual < least;
  const edits = [
    config.max_msgs_per_subject === wanted.max_msgs_per_subject
      ? ''
      : `--max-msgs-per-subject=${wanted.max_msgs_per_subject}`,
    config.discard === wanted.discard ? '' : `--discard=${wanted.discard}`,
    config.max_age === wanted.max_age ? '' : `--max-age=${(limits.ttlMs ?? 0) / 1_000}s`,
    config.max_bytes > 0 ? '' : `--max-bytes=${wanted.max_bytes}`,
    isLower(config.max_msg_size, wanted.max_msg_size) ? `--max-msg-size=${wanted.max_msg_size}` : '',
  ].filter((edit) => edit !== '');
  if (edits.length === 0) return null;
  return `The stream ${config.name} in NATS has other limits than it needs: nats stream edit ${config.name} ${edits.join(' ')}`;
}

function consumersSentence(
  bucket: string,
  { config: { name, max_consumers: consumersMax }, state: { consumer_count: consumers } }: StreamInfo,
  limits: BucketLimits,
): string {
  return (
    `The stream ${name} in NATS has ${consumers} of ${consumersMax} possible consumers. When it has all of them, no other data ` +
    'plane or control plane can watch it. Each of them needs one: find out who made the others ' +
    `(nats consumer ls ${name}). If all are yours, create the stream anew with a higher max_consumers, in one line: ` +
    `nats stream rm -f ${name} && ${addCommand(bucket, limits, consumersMax * 2)}`
  );
}

function bytesSentence({ config: { name, max_bytes: bytesMax }, state: { bytes } }: StreamInfo): string {
  return (
    `The stream ${name} in NATS has ${Math.round(bytes / MIB)} of ${Math.round(bytesMax / MIB)} possible MiB. When it is ` +
    `full it refuses writes. Find out what is stored there, or raise the limit: nats stream edit ${name} --max-bytes.`
  );
}
