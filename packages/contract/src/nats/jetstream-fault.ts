import { ErrorCode, NatsError } from 'nats';

/** JetStream cannot store or read anything at the moment, whatever it is asked for. The message says what the operator does. */
export class JetStreamFaultError extends Error {
  override readonly name = 'JetStreamFaultError';
}

/** A stream could not store a message: it is full, or the disk is. */
const STORE_FAILED_CODE = 10077;
/** Then the error's description is this one. */
const STREAM_FULL = 'maximum bytes exceeded';
/**
 * JetStream's error codes for a limit that is reached: of the account, the server's storage or memory, or the disk
 * (server/errors.json).
 */
const NO_ROOM_CODES: readonly unknown[] = [10002, 10023, 10028, 10047, STORE_FAILED_CODE];
const TOO_MANY_CONSUMERS_CODE = 10026;
/** JetStream is off, for the server or for the account. */
const OFF_CODES: readonly unknown[] = [10039, 10076];

/** NATS has room again as soon as some is made: nothing has to be restarted. */
export function noRoom(description: string): JetStreamFaultError {
  return new JetStreamFaultError(
    `NATS has no room left (${description}): free space in its JetStream storage, or raise max_file_store or the limits of ` +
      'the account',
  );
}

function streamFull(): JetStreamFaultError {
  return new JetStreamFaultError(
    'a stream in NATS is full (max_bytes): find out what is stored there, and raise the limit if all of it is needed: nats ' +
      'stream edit --max-bytes',
  );
}

function tooManyConsumers(): JetStreamFaultError {
  return new JetStreamFaultError(
    'a stream in NATS has as many consumers as it may have (max_consumers): remove those that no data plane or control plane ' +
      'needs: nats consumer ls, nats consumer rm',
  );
}

/** A server that could not write to a full disk no longer answers, also when the disk has room again. */
export function notAnswering(): JetStreamFaultError {
  return new JetStreamFaultError(
    'NATS is connected, but JetStream does not answer: check the disk and the log of nats-server. If the disk was full, free ' +
      'space on it and restart nats-server',
  );
}

function turnedOff(): JetStreamFaultError {
  return new JetStreamFaultError(
    'JetStream is off at NATS: enable it. nats-server may turn it off when its disk is full: then free space on the disk and ' +
      'restart nats-server',
  );
}

/** What an error code of an answer of JetStream says of JetStream as a whole; null if it concerns the request alone. */
export function faultOfCode(code: number | undefined, description = 'no reason given'): JetStreamFaultError | null {
  if (code === STORE_FAILED_CODE && description === STREAM_FULL) return streamFull();
  if (code === TOO_MANY_CONSUMERS_CODE) return tooManyConsumers();
  if (NO_ROOM_CODES.includes(code)) return noRoom(description);
  return OFF_CODES.includes(code) ? turnedOff() : null;
}

/** The error, or what it says of JetStream as a whole, with the error as its cause. */
export function asJetStreamFault(error: unknown): unknown {
  if (!(error instanceof NatsError)) return error;
  const { code, api_error: answer } = error;
  const fault = code === ErrorCode.Timeout ? notAnswering() : faultOfCode(answer?.err_code, answer?.description);
  if (fault !== null) fault.cause = error;
  return fault ?? error;
}

/** JetStream's code of an error that it answered; undefined if the error is another one. */
export function errorCodeOf(error: unknown): number | undefined {
  return error instanceof NatsError ? error.api_error?.err_code : undefined;
}
