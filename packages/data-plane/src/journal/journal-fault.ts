/** A journal that cannot be used. The message completes "The routing table in … is not used: ". */
export class JournalFault extends Error {
  override readonly name = 'JournalFault';
}

export function damagedAt(byte: number): JournalFault {
  return new JournalFault(`it is damaged at byte ${byte}`);
}
