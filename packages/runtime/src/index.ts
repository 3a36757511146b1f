export { Bag } from './bag';
export { ByteCollector } from './byte-collector';
export { type Clock, SYSTEM_CLOCK } from './clock';
export { areDecodable, areKnown, codingsToDecode, contentDecoder, contentDecoderBytes } from './content-decoder';
export {
  DataFolderError,
  dataFolderError,
  FolderInUseError,
  FULL_DISK,
  PERMISSION_DENIED,
  READ_ONLY,
} from './data-folder-error';
export { DEADLINE_TICK_MS, DEADLINES, type Deadline, type DeadlineOwner, DeadlineWheel } from './deadlines';
export { decodeContent, UndecodableContent } from './decode-content';
export { type FolderLock, lockFolder, openLockedFolder } from './folder-lock';
export type { LogDescriptor } from './log-descriptor';
export {
  droppedLine,
  flushLogs,
  LOG_BUFFER_BYTES_MAX,
  LOG_FLUSH_MS_MAX,
  logLinesDropped,
  LogSink,
  openLogSink,
} from './log-sink';
export { logNodeWarnings } from './log-warnings';
export { makeFolder } from './make-folder';
export { markdownTables } from './markdown-tables';
export { memoryInUse } from './memory-in-use';
export { jsonAnswer, type OperatorAnswer, type OperatorPage, OperatorServer } from './operator-server';
export { pause } from './pause';
export { addProcessMetrics, type MetricRegister } from './process-metrics';
export { readPrivateFile, writePrivateFile } from './private-file';
export { type Attempt, type Backoff, retry, type RetryLog, type RetryOptions } from './retry';
export { LINES_PER_SECOND_MAX, SampledLog, type SampledLevel, type SampledLogTarget } from './sampled-log';
export { Slots } from './slots';
export { stopSignal } from './stop-signal';
export { countedMs, Stopwatch } from './stopwatch';
export { until, type UntilOptions } from './until';
