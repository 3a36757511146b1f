import { STATUS_TTL_MS } from '../reports/data-plane-status';

const MIB = 1_024 * 1_024;

/**
 * How many consumers the stream of a bucket may have at least, which cannot be changed on a stream that exists. Each data plane has one,
 * each control plane one or two, and a reading one while it lasts.
 */
export const BUCKET_CONSUMERS_MAX = 1_000;

/** The size of a value with its headers: the default limit of NATS for a message. */
export const BUCKET_MESSAGE_BYTES_MAX = MIB;

/**
 * The stream's own limit of a message. NATS makes it the burst of a feed with a limited rate, and counts the subject and the
 * subject of the reply as well: a message beyond the burst stops such a feed for good. A subject has at most 4 KiB
 * (`max_control_line`).
 */
export const STREAM_MESSAGE_BYTES_MAX = BUCKET_MESSAGE_BYTES_MAX + 8 * 1_024;

/** What a bucket in NATS may hold. A write beyond that is refused, and nothing is dropped to make room. */
export interface BucketLimits {
  /** Of all values, in bytes, with keys and headers. JetStream reserves as much of its storage. */
  readonly bytesMax: number;
  /** How long a value is kept after it was written, in ms; forever if not set. */
  readonly ttlMs?: number;
}

/** 10,000 AI APIs and 100,000 consumer keys take less than 100 MiB. Deletions leave by themselves, so nothing is too old. */
export const ROUTING_TABLE_LIMITS: BucketLimits = { bytesMax: 512 * MIB };

/** A status takes a few KiB: some hundred if a thousand targets are suspended. */
export const DATA_PLANES_LIMITS: BucketLimits = { bytesMax: 64 * MIB, ttlMs: STATUS_TTL_MS };
