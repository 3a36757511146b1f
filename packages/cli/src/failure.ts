import { errorCode, errorMessage } from './error-code';
import { EXIT_CODES, type FailureKind } from './exit-codes';

/** One problem in an input, with its place if it is in a manifest. */
export interface Problem {
  readonly file: string | null;
  /** From 1. */
  readonly line: number | null;
  /** From 1. */
  readonly column: number | null;
  /** Null if the problem concerns the whole input. */
  readonly path: string | null;
  readonly message: string;
  /** The control plane's code for the problem; null if this program found it. */
  readonly reason: string | null;
}

export interface FailureDetails {
  /** `extensions.code` of the control plane's error. */
  readonly code?: string;
  /** The reason of a conflict. */
  readonly reason?: string;
  readonly problems?: readonly Problem[];
  /** The id under which the control plane's log has details. */
  readonly correlationId?: string;
  readonly requiredRole?: string;
  readonly retryAfterSeconds?: number;
  /** The id of the current plan. */
  readonly planId?: string;
  readonly exitCode?: number;
}

/** Any unsuccessful end of a command. The message is a sentence for people and never contains a secret. */
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

  /** Every member is always present, so scripts need not check. */
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

/** Turns anything thrown into a failure; an unknown error is a fault of this program. */
export function asFailure(error: unknown): CliFailure {
  if (error instanceof CliFailure) return error;
  return new CliFailure('fault', errorMessage(error));
}

/** The operating system's error about a file, in plain words. */
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
