import { setTimeout as delay } from 'node:timers/promises';
import type { CommandContext } from './command-context';
import { ROLLOUT, type Rollout } from './documents/rollout';
import { asFailure, CliFailure } from './failure';

/** Short enough for whatever stands between and ends quiet connections. */
const WAIT_OF_ONE_REQUEST_SECONDS_MAX = 20;
/** Also against a control plane that does not wait as it was asked to. */
const PAUSE_MS = 500;

export interface RolloutOutcome {
  /** As far as it was told last; null where it never was. */
  readonly rollout: Rollout | null;
  /** Null where every live data plane serves the revision. */
  readonly failure: CliFailure | null;
}

/**
 * Waits until every live data plane serves a revision, a data plane refuses it, or the time is over. It is asked for by
 * itself, after the commit: whatever happens to it, the revision is known, and stands.
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
      // Asking is no change, so that it may be repeated as long as there is hope.
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
    return new CliFailure('not-rolled-out', `${committed} its rollout cannot be followed: ${fault.message}`);
  }
  if (rollout === null) {
    return new CliFailure('not-rolled-out', `${committed} the control plane no longer knows it.`);
  }
  if (rollout.state === 'REJECTED') {
    const refusals = rollout.dataPlanes.flatMap(({ dataPlane, rejection }) =>
      rejection === null ? [] : [`${dataPlane.id} on ${dataPlane.host}: ${rejection.entryKey}: ${rejection.reason}`],
    );
    return new CliFailure('not-rolled-out', `${committed} it was refused by ${refusals.join('; ')}`);
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
