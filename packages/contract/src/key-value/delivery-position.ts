/** Where a message is. */
export interface DeliveryPosition {
  /** In the stream. */
  readonly sequence: number;
  /** In the feed. */
  readonly feedSequence: number;
  /** How many messages follow it. */
  readonly pending: number;
}

/** The number of tokens in a reply subject, and where the positions are. */
const ACK_TOKENS = 9;
const SEQUENCE_TOKEN = 5;
const FEED_SEQUENCE_TOKEN = 6;
const PENDING_TOKEN = 8;
/** Newer servers send a domain and an account after `ACK`. */
const DOMAIN_TOKENS = 2;

/**
 * The position of a message, from its reply subject:
 * `$JS.ACK.<stream>.<consumer>.<deliveries>.<stream sequence>.<feed sequence>.<time>.<pending>`, which newer servers send
 * with a domain and an account after `ACK` (NATS, ADR-15). Without `split`, which would make a dozen strings for each message.
 *
 * @returns null if it is not one
 */
export function deliveryPosition(reply: string): DeliveryPosition | null {
  let count = 0;
  for (let end = reply.indexOf('.'); end >= 0; end = reply.indexOf('.', end + 1)) {
    tokenEnds[count] = end;
    count += 1;
  }
  tokenEnds[count] = reply.length;
  const offset = count + 1 === ACK_TOKENS ? 0 : DOMAIN_TOKENS;
  if (count < PENDING_TOKEN + offset) return null;
  const sequence = tokenNumber(reply, SEQUENCE_TOKEN + offset);
  const feedSequence = tokenNumber(reply, FEED_SEQUENCE_TOKEN + offset);
  const pending = tokenNumber(reply, PENDING_TOKEN + offset);
  const arePositions = Number.isInteger(sequence) && Number.isInteger(feedSequence) && Number.isInteger(pending);
  return arePositions ? { sequence, feedSequence, pending } : null;
}

/** Where the tokens of the latest reply subject end. */
const tokenEnds: number[] = [];

const ZERO = 48;

/** NaN if the token is anything but digits. */
function tokenNumber(reply: string, token: number): number {
  const start = (tokenEnds[token - 1] ?? -1) + 1;
  const end = tokenEnds[token] ?? start;
  let value = start === end ? NaN : 0;
  for (let index = start; index < end; index += 1) {
    const digit = reply.charCodeAt(index) - ZERO;
    value = digit >= 0 && digit <= 9 ? value * 10 + digit : NaN;
  }
  return value;
}
