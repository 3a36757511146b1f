/** Why an entry of the bucket, or its head, cannot be used. */
export type TableFormatFault =
  /** It was not written by a holder of the sealing key, or was damaged. */
  | 'NOT_AUTHENTIC'
  /** A newer control plane wrote it in a format that this release does not know. */
  | 'UNKNOWN_FORMAT';

export class TableFormatError extends Error {
  override readonly name = 'TableFormatError';
  constructor(
    readonly code: TableFormatFault,
    message: string,
  ) {
    super(message);
  }
}

export function notAuthentic(message: string): TableFormatError {
  return new TableFormatError('NOT_AUTHENTIC', message);
}
