import {
  type DataPlaneStatus,
  EXPIRING_CERTIFICATES_ASKED,
  type ExpiringCaCertificate,
  type Status,
  type Suspension,
} from '../documents/rollout';
import type { Paint } from '../output';
import { table } from './table';
import { visible } from './visible';

const EXPIRING_CERTIFICATES_SHOWN_MAX = 50;
/** Of each data plane. */
const SUSPENSION_GROUPS_SHOWN_MAX = 10;

/** The state of the planes. @param endpoints what to call endpoints, by id; those that are missing are shown by their ids */
export function renderStatus(
  { controlPlane, dataPlanes }: Status,
  endpoints: ReadonlyMap<string, string>,
  paint: Paint,
): string {
  const { version, committedRevision, publishedRevision, publishedAt, publicationProblem, storageProblem } =
    controlPlane;
  const published =
    publishedRevision === null
      ? 'not known'
      : `revision ${publishedRevision}${publishedAt === null ? '' : `, at ${visible(publishedAt)}`}`;
  const lines = [
    `Control plane ${visible(version)}`,
    `  Committed    revision ${committedRevision}`,
    `  Published    ${published}`,
    `  Up to date   ${controlPlane.upToDateDataPlaneCount} of ${controlPlane.liveDataPlaneCount} live data planes`,
  ];
  if (publicationProblem !== null) lines.push(paint('red', `  Problem      ${visible(publicationProblem)}`));
  if (storageProblem !== null) lines.push(paint('red', `  Storage      ${visible(storageProblem)}`));
  lines.push(...renderExpiring(controlPlane.expiringCaCertificates, paint));
  if (dataPlanes.length > 0) lines.push('', renderDataPlanes(dataPlanes));
  for (const dataPlane of dataPlanes) {
    lines.push(...renderRejection(dataPlane, paint), ...renderProblems(dataPlane, paint));
    // What one that is not live has last reported about providers is not so any more.
    if (dataPlane.live)
      lines.push(...renderFaults(dataPlane, endpoints, paint), ...renderSuspensions(dataPlane, paint));
  }
  return lines.join('\n');
}

function renderExpiring(expiring: readonly ExpiringCaCertificate[], paint: Paint): string[] {
  if (expiring.length === 0) return [];
  return [
    '',
    paint('yellow', 'CA certificates of endpoints that expire soon or have expired: replace them in time'),
    ...expiring
      .slice(0, EXPIRING_CERTIFICATES_SHOWN_MAX)
      .map(({ endpoint, certificate: { subject, validUntil }, hasExpired }) => {
        const when = hasExpired ? 'expired on' : 'expires on';
        return `  ${visible(endpoint.name)} of provider ${visible(endpoint.provider.name)}: ${visible(subject)} ${when} ${visible(validUntil)}`;
      }),
    ...renderHidden(expiring.length - EXPIRING_CERTIFICATES_SHOWN_MAX, expiring.length < EXPIRING_CERTIFICATES_ASKED),
  ];
}

/** @param isExact false if there may be more than `count` */
function renderHidden(count: number, isExact = true): string[] {
  return count > 0 ? [`  … and ${isExact ? '' : 'at least '}${count} more`] : [];
}

function renderRejection({ id, rejection }: DataPlaneStatus, paint: Paint): string[] {
  if (rejection === null) return [];
  const { revision, code, entryKey, reason, rejectedAt } = rejection;
  const kind = code === null ? '' : ` (${visible(code)})`;
  return [
    '',
    paint('red', `${visible(id)} refused revision ${revision} at ${visible(rejectedAt)}${kind}:`),
    `  ${visible(entryKey)}: ${visible(reason)}`,
  ];
}

function renderProblems({ id, storageProblem, usageProblem }: DataPlaneStatus, paint: Paint): string[] {
  const problems = [
    ['cannot keep its routing table for its next start', storageProblem],
    ['cannot report its usage', usageProblem],
  ] as const;
  return problems.flatMap(([title, problem]) =>
    problem === null ? [] : ['', paint('red', `${visible(id)} ${title}:`), `  ${visible(problem)}`],
  );
}

function renderFaults(
  { id, endpointFaults }: DataPlaneStatus,
  endpoints: ReadonlyMap<string, string>,
  paint: Paint,
): string[] {
  if (endpointFaults.length === 0) return [];
  return [
    '',
    paint('red', `${visible(id)} has taken endpoints out of rotation:`),
    ...endpointFaults.map(({ endpointId, providerId, reason }) => {
      const endpoint = endpoints.get(endpointId) ?? `${endpointId} of provider ${providerId}`;
      return `  ${visible(endpoint)}: ${visible(reason)}`;
    }),
  ];
}

function renderSuspensions({ id, suspensions, suspensionCount }: DataPlaneStatus, paint: Paint): string[] {
  if (suspensions.length === 0) return [];
  const shown = [...groupsOf(suspensions).values()].slice(0, SUSPENSION_GROUPS_SHOWN_MAX);
  const shownCount = shown.reduce((sum, group) => sum + group.length, 0);
  return [
    '',
    paint('yellow', `${visible(id)} has suspended targets:`),
    ...shown.map((group) => `  ${visible(renderGroup(group))}`),
    ...renderHidden(suspensionCount - shownCount),
  ];
}

/** By target and reason: a target is suspended for each policy and environment separately. The first to end come first. */
function groupsOf(suspensions: readonly Suspension[]): Map<string, Suspension[]> {
  const groups = new Map<string, Suspension[]>();
  for (const suspension of suspensions) {
    const key = `${targetOf(suspension)}: ${reasonOf(suspension)}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [suspension]);
    else group.push(suspension);
  }
  return groups;
}

function renderGroup(group: readonly Suspension[]): string {
  const [first] = group;
  const last = group.at(-1);
  if (first === undefined || last === undefined) return '';
  const until = last.suspendedUntil ?? 'an unknown time';
  const when = group.length === 1 ? `until ${until}` : `${group.length} suspensions, the last until ${until}`;
  return `${targetOf(first)}, ${when}: ${reasonOf(first)}`;
}

function targetOf({ target }: Suspension): string {
  return target === null
    ? 'a target that no longer exists'
    : `model ${target.model.name} on endpoint ${target.endpoint.name} of provider ${target.endpoint.provider.name}`;
}

function reasonOf({ cause, causeDetail, causeStatus }: Suspension): string {
  const detail = causeDetail ?? causeStatus;
  return `${cause ?? 'unknown cause'}${detail === null ? '' : ` (${detail})`}`;
}

function renderDataPlanes(dataPlanes: readonly DataPlaneStatus[]): string {
  return table(
    ['DATA PLANE', 'HOST', 'VERSION', 'STATE', 'REVISION', 'IN FLIGHT', 'SUSPENSIONS', 'LAST SEEN'],
    dataPlanes.map((dataPlane) => [
      dataPlane.id,
      dataPlane.host,
      dataPlane.version,
      stateOf(dataPlane),
      dataPlane.appliedRevision === null ? 'none' : String(dataPlane.appliedRevision),
      String(dataPlane.requestsInFlight),
      String(dataPlane.suspensionCount),
      dataPlane.lastSeenAt,
    ]),
  );
}

function stateOf({ live, rejection, upToDate }: DataPlaneStatus): string {
  if (!live) return 'not live';
  if (rejection !== null) return 'refused';
  return upToDate ? 'up to date' : 'behind';
}
