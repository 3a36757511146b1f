import { setTimeout as delay } from 'node:timers/promises';
import type { CommandContext } from './command-context';
import { ROLLOUT, type Rollout } from './documents/rollout';
import { asFailure, CliFailure } from './failure';

/** Below the idle timeouts of usual proxies. */
const WAIT_OF_ONE_REQUEST_SECONDS_MAX = 20;
/** Between requests, also in case the control plane does not wait. */
const PAUSE_MS = 500;

export interface RolloutOutcome {
  /** The latest known state; null if none was received. */
  readonly rollout: Rollout | null;
  /** Null if every live data plane serves the revision. */
  readonly failure: CliFailure | null;
}

/**
 * Waits until every live data plane serves a revision, a data plane refuses it, or the time is up. This is a separate
 * request after the commit, so whatever happens to it, the revision is committed and known.
 */
export async function waitForRollout(
  { client, io, output }: CommandContext,
  revision: number,
  waitSeconds: number,
): Promise<RolloutOutcome> {
  const deadlineMs = performance.now() + waitSeconds * 1000;
  output.note(`Waiting until every live data plane serves revision ${revision} …`);
  let rollout: Rollout | null = null;
  let fault: CliFailure | null = null;
  do {
    const leftSeconds = Math.ceil((deadlineMs - performance.now()) / 1000);
    const seconds = Math.max(0, Math.min(leftSeconds, WAIT_OF_ONE_REQUEST_SECONDS_MAX));
    try {
      ({ rollout } = await client.ask(ROLLOUT, { revision, waitSeconds: seconds }, { waitMs: seconds * 1000 }));
      fault = null;
      if (rollout?.state === 'APPLIED') return { rollout, failure: null };
      if (rollout === null || rollout.state === 'REJECTED') break;
    } catch (error) {
      fault = asFailure(error);
      // A query is safe to retry.
      if (fault.kind !== 'unavailable') break;
    }
    await delay(Math.min(PAUSE_MS, Math.max(0, deadlineMs - performance.now())), null, {
      signal: io.interrupted,
    }).catch(() => undefined);
  } while (performance.now() < deadlineMs && !io.interrupted.aborted);
  return { rollout, failure: notRolledOut(revision, waitSeconds, rollout, fault ?? interruption(io.interrupted)) };
}

function interruption({ aborted, reason }: AbortSignal): CliFailure | null {
  return aborted ? asFailure(reason) : null;
}

function notRolledOut(
  revision: number,
  waitSeconds: number,
  rollout: Rollout | null,
  fault: CliFailure | null,
): CliFailure {
  const committed = `Revision ${revision} is committed, but`;
  if (fault?.kind === 'interrupted') {
    return new CliFailure('interrupted', `${committed} waiting for its rollout was interrupted.`, fault.details);
  }
  if (fault !== null) {
    return new CliFailure('not-rolled-out', `${committed} following its rollout failed: ${fault.message}`);
  }
  if (rollout === null) {
    return new CliFailure('not-rolled-out', `${committed} the control plane no longer has its rollout.`);
  }
  if (rollout.state === 'REJECTED') {
    const refusals = rollout.dataPlanes.flatMap(({ dataPlane, rejection }) =>
      rejection === null ? [] : [`${dataPlane.id} on ${dataPlane.host}: ${rejection.entryKey}: ${rejection.reason}`],
    );
    return new CliFailure('not-rolled-out', `${committed} data planes refused it: ${refusals.join('; ')}`);
  }
  return new CliFailure('not-rolled-out', `${committed} not rolled out within ${waitSeconds} s: ${pending(rollout)}`);
}

function pending({ state, publishedAt, liveCount, dataPlanes }: Rollout): string {
  if (state === 'COMMITTED' || publishedAt === null) return 'it is not published yet.';
  if (liveCount === 0) return 'it is published, but no data plane is live.';
  const waiting = dataPlanes
    .filter((one) => one.state === 'PENDING')
    .map(({ dataPlane: { id, host } }) => `${id} on ${host}`);
  return `it is pending on ${waiting.join(', ')}.`;
}
