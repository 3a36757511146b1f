import { ErrorCode, NatsError } from 'nats';

/** JetStream cannot store or read anything at the moment, whatever it is asked for. The message says what the operator does. */
export class JetStreamFaultError extends Error {
  override readonly name = 'JetStreamFaultError';
}

/**
 * JetStream's error codes for a limit that is reached: of the account, the server's storage or memory, the stream, or the
 * disk (server/errors.json).
 */
const NO_ROOM_CODES: readonly unknown[] = [10002, 10023, 10028, 10047, 10077];
/** JetStream is off, for the server or for the account. */
const OFF_CODES: readonly unknown[] = [10039, 10076];

/** NATS has room again as soon as some is made: nothing has to be restarted. */
export function noRoom(description: string): JetStreamFaultError {
  return new JetStreamFaultError(
    `NATS has no room left (${description}): free space in its JetStream storage, or raise max_file_store or the limits of ` +
      'the account',
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
