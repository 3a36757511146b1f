import { at, text } from './chat-format';

/** The route of one answer, as the header `x-switchyard-trace` has it. */
export interface RouteTrace {
  readonly revision: number | null;
  readonly attempts: readonly {
    readonly target: string;
    readonly outcome: string;
    readonly status: number | null;
    readonly ms: number;
  }[];
  readonly candidates: readonly { readonly target: string; readonly reason: string; readonly attempt: number | null }[];
}

/** @returns null if there is none, or it cannot be read */
export function readTrace(header: string | null): RouteTrace | null {
  try {
    const trace: unknown = JSON.parse(header ?? '');
    return {
      revision: number(at(trace, 'revision')),
      attempts: list(at(trace, 'attempts')).map((attempt) => ({
        target: `${text(at(attempt, 'provider'))} / ${text(at(attempt, 'target'))}`,
        outcome: text(at(attempt, 'outcome')),
        status: number(at(attempt, 'status')),
        ms: number(at(attempt, 'ms')) ?? 0,
      })),
      candidates: list(at(trace, 'candidates')).map((candidate) => ({
        target: `${text(at(candidate, 'provider'))} / ${text(at(candidate, 'target'))}`,
        reason: text(at(candidate, 'reason')),
        attempt: number(at(candidate, 'attempt')),
      })),
    };
  } catch {
    return null;
  }
}

function number(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
