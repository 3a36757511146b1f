/** A control frame has at most 125 bytes, of which the code takes two (RFC 6455, section 5.5); `ws` throws beyond that. */
export const CLOSE_REASON_BYTES_MAX = 123;

/** As many whole sentences of a reason as a close frame can hold; if not even the first fits, as much of it as does. */
export function closeReason(reason: string): string {
  const sentences = reason.split(/(?<=\.) /);
  while (sentences.length > 1 && Buffer.byteLength(sentences.join(' ')) > CLOSE_REASON_BYTES_MAX) sentences.pop();
  let told = sentences.join(' ');
  while (Buffer.byteLength(told) > CLOSE_REASON_BYTES_MAX) told = Array.from(told).slice(0, -1).join('');
  return told;
}
