import { HEAD_KEY, type RejectionCode, TableFormatError } from '@switchyard/contract';
import { z } from 'zod';

const REASON_LENGTH_MAX = 500;

/** A revision that cannot be served because of one entry. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly reason: string;
  constructor(
    readonly code: RejectionCode,
    readonly entryKey: string,
    reason: string,
  ) {
    const short = reason.slice(0, REASON_LENGTH_MAX);
    super(`${entryKey}: ${short}`);
    this.reason = short;
  }

  /** The refusal because of an error. Only an error of the data plane itself is not about what the bucket holds. */
  static because(error: unknown): Refusal {
    if (error instanceof Refusal) return error;
    return new Refusal('INTERNAL', HEAD_KEY, 'internal error of the data plane: see its log');
  }
}

/** The result of reading or compiling an entry. @throws Refusal if that fails */
export function orRefuse<T>(key: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof Refusal) throw error;
    if (error instanceof TableFormatError) throw new Refusal(error.code, key, error.message);
    throw new Refusal('INVALID_ENTRY', key, describe(error));
  }
}

function describe(error: unknown): string {
  // One line, because command lines and logs show it as one.
  if (error instanceof z.ZodError) {
    return error.issues.map(({ path, message }) => `${path.map(String).join('.')}: ${message}`).join('; ');
  }
  if (error instanceof SyntaxError) return 'invalid JSON';
  return error instanceof Error ? error.message : String(error);
}
