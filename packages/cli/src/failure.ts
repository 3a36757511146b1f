import { errorCode, errorMessage } from './error-code';
import { EXIT_CODES, type FailureKind } from './exit-codes';

/** One thing that is wrong in an input; in a manifest with its place. */
export interface Problem {
  readonly file: string | null;
  /** From 1. */
  readonly line: number | null;
  /** From 1. */
  readonly column: number | null;
  /** Null for what concerns the whole. */
  readonly path: string | null;
  readonly message: string;
  /** The same for programs, as the control plane calls it; null for what was found here. */
  readonly reason: string | null;
}

export interface FailureDetails {
  /** `extensions.code` of the control plane's error. */
  readonly code?: string;
  /** What the conflict is. */
  readonly reason?: string;
  readonly problems?: readonly Problem[];
  /** Under which the control plane's log has more. */
  readonly correlationId?: string;
  readonly requiredRole?: string;
  readonly retryAfterSeconds?: number;
  /** The plan as it would be now. */
  readonly planId?: string;
  readonly exitCode?: number;
}

/** Everything that ends a command without success. Its message is a sentence for people, and never holds a secret. */
export class CliFailure extends Error {
  readonly exitCode: number;

  constructor(
    readonly kind: FailureKind,
    message: string,
    readonly details: FailureDetails = {},
  ) {
    super(message);
    this.exitCode = details.exitCode ?? EXIT_CODES[kind];
  }

  /** Every member is always there, so that a script needs no test for it. */
  toJson(): Record<string, unknown> {
    const { code, reason, problems, correlationId, requiredRole, retryAfterSeconds, planId } = this.details;
    return {
      kind: this.kind,
      exitCode: this.exitCode,
      message: this.message,
      code: code ?? null,
      reason: reason ?? null,
      problems: problems ?? [],
      correlationId: correlationId ?? null,
      requiredRole: requiredRole ?? null,
      retryAfterSeconds: retryAfterSeconds ?? null,
      planId: planId ?? null,
    };
  }
}

/** What was thrown, as a failure: what is none is a fault of this program. */
export function asFailure(error: unknown): CliFailure {
  if (error instanceof CliFailure) return error;
  return new CliFailure('fault', errorMessage(error));
}

/** What the operating system says of a file, without Node's own words around it. */
export function fileFault(error: unknown): string {
  const code = errorCode(error);
  switch (code) {
    case 'ENOENT':
      return 'no such file';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'EISDIR':
      return 'it is a directory';
    case 'ENOSPC':
      return 'the disk is full';
    case 'EEXIST':
      return 'it already exists';
    default:
      return code ?? errorMessage(error);
  }
}
