import { randomUUID } from 'node:crypto';

/** The time of the latest id, and the 12 hexadecimal digits that it has in an id: requests come many at a time. */
let latestMs = -1;
let latestTime = '';

/** A UUIDv7 (RFC 9562, section 5.7), made from Node's cached randomness. @param nowMs since the epoch */
export function newRequestId(nowMs: number): string {
  const ms = Math.max(0, Math.floor(nowMs));
  if (ms !== latestMs) {
    const hex = ms.toString(16).padStart(12, '0');
    latestTime = `${hex.slice(0, 8)}-${hex.slice(8)}-7`;
    latestMs = ms;
  }
  // Behind its version, a UUIDv4 has what a UUIDv7 has: random digits, the variant, and random digits.
  return latestTime + randomUUID().slice(15);
}
