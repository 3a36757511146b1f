import type { PlannedRequest } from './planned-requests';
import type { Scenario } from './scenarios';

/** A request that was sent, as its consumer saw it. */
export interface SentRequest {
  readonly planned: PlannedRequest;
  /** The data plane's number, and the process of its worker; null if that is not known. */
  readonly dataPlane: number;
  readonly workerPid: number | null;
  /** In ms since the epoch. */
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  /** Null if no response began. */
  readonly status: number | null;
  readonly requestId: string | null;
  /** How it ended: whole, broken off, or because the consumer left. */
  readonly ending: 'WHOLE' | 'BROKEN' | 'LEFT';
}

const isBroken = ({ outcome }: Scenario) => outcome === 'STREAM_FAILED' || outcome === 'STREAM_ERROR';

/** What is wrong with how a request ended; null if all is as its scenario says. */
export function surpriseOf({ planned, status, ending }: SentRequest): string | null {
  const { scenario, number, format, operation } = planned;
  const name = `request ${number} (${format.name}, ${operation.name}, ${scenario.name})`;
  if (scenario.leaves !== undefined)
    return ending === 'LEFT' ? null : `${name} ended (${ending}, ${status}) before its consumer left`;
  if (status !== scenario.status) return `${name} was answered with ${status}, expected ${scenario.status}`;
  // A stream that fails may end in any way.
  const isGood = ending === 'WHOLE' || isBroken(scenario);
  return isGood ? null : `${name} broke off`;
}
