import type { Candidate, Explanation } from '../documents/explanation';
import { kindForPeople } from './plan';
import { table } from './table';
import { visible } from './visible';

/** Where a request would go and why. */
export function renderExplanation(explanation: Explanation): string {
  const { revision, summary, policyKind, policyName, refusalStatus, refusalCode, candidates, warnings, simulation } =
    explanation;
  const lines = [`${visible(summary)} (revision ${revision})`];
  if (policyKind !== null) {
    const [kind, name] = [kindForPeople(policyKind), visible(policyName ?? '')];
    // Default names begin with the kind.
    lines.push(`Policy: ${name.startsWith(kind) ? name : `${kind} ${name}`.trimEnd()}`);
  }
  if (refusalStatus !== null) lines.push(`The gateway answers ${refusalStatus} ${visible(refusalCode ?? '')}.`);
  if (candidates.length > 0) {
    const { maxAttempts } = explanation;
    lines.push(
      '',
      renderCandidates(candidates),
      `At most ${maxAttempts} ${maxAttempts === 1 ? 'attempt' : 'attempts'}.`,
    );
  }
  lines.push(...warnings.map((warning) => `Warning: ${visible(warning)}`));
  if (simulation !== null) lines.push('', renderSimulation(simulation));
  return lines.join('\n');
}

function renderCandidates(candidates: readonly Candidate[]): string {
  return table(
    ['ATTEMPT', 'PROVIDER', 'TARGET', 'WEIGHT', 'AVAILABILITY', 'WHY'],
    candidates.map((candidate) => [
      candidate.attempt === null ? '-' : String(candidate.attempt),
      candidate.providerName,
      targetName(candidate),
      candidate.weight === null ? '-' : String(candidate.weight),
      availabilityOf(candidate),
      candidate.explanation,
    ]),
  );
}

/** Such a target is not available, although nothing suspends it. */
const OUT_OF_ROTATION = [
  'MODEL_DISABLED',
  'ENDPOINT_DISABLED',
  'CREDENTIAL_UNREADABLE',
  'CERTIFICATE_UNREADABLE',
  'DRAINED',
  'OPERATION_NOT_SUPPORTED',
];

function availabilityOf(candidate: Candidate): string {
  const { availability, reason, suspensionGrade } = candidate;
  if (OUT_OF_ROTATION.includes(reason)) return 'out of rotation';
  if (suspensionGrade === null) return availability.toLowerCase();
  return `${suspensionGrade.toLowerCase()} ${availability.toLowerCase()}${suspendedUntil(candidate)}`;
}

/** Empty if no end is known. A hard suspension may turn soft before it ends. */
function suspendedUntil({ suspendedUntil: until, hardUntil }: Candidate): string {
  if (until === null) return '';
  if (hardUntil === null || Date.parse(hardUntil) >= Date.parse(until)) return ` until ${until}`;
  return ` until ${hardUntil}, then soft until ${until}`;
}

function renderSimulation({
  requests,
  shares,
  worstCase,
  worstCaseSeconds,
}: NonNullable<Explanation['simulation']>): string {
  const rows = shares.map((share) => [
    share.providerName,
    targetName(share),
    String(share.requests),
    `${(share.share * 100).toFixed(1)} %`,
  ]);
  const hasSeveral = new Set(worstCase.map(({ providerName }) => providerName)).size > 1;
  const of = ({ providerName }: Candidate) => (hasSeveral ? ` of ${providerName}` : '');
  const chain = worstCase.map((candidate) => visible(targetName(candidate) + of(candidate))).join(', then ');
  const lines = [
    table(['PROVIDER', 'TARGET', 'REQUESTS', 'SHARE'], rows),
    `Shares of ${requests} ${requests === 1 ? 'request' : 'requests'}, if none fails.`,
  ];
  if (chain !== '') lines.push(`Worst case: ${chain}, with an answer after ${worstCaseSeconds} s.`);
  return lines.join('\n');
}

/** As in the header `x-switchyard-target`; a request that is not routed has no model. */
function targetName({ endpointName, modelName }: { endpointName: string; modelName: string }): string {
  return modelName === '' ? endpointName : `${endpointName}/${modelName}`;
}
