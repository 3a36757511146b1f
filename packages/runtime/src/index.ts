export { ByteCollector } from './byte-collector';
export { type Clock, SYSTEM_CLOCK } from './clock';
export { areDecodable, type BrokenOff, codingsToDecode, contentDecoderBytes, contentDecoders } from './content-decoder';
export { decodeContent, UndecodableContent } from './decode-content';
export { memoryInUse } from './memory-in-use';
export { pause } from './pause';
export { type Attempt, type Backoff, retry, type RetryLog, type RetryOptions } from './retry';
export { Slots } from './slots';
export { until, type UntilOptions } from './until';
