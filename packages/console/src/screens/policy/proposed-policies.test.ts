import type { EditedPolicyFragment } from './documents.generated';
import { draftOf } from './policy-draft';
import { proposedPolicies } from './proposed-policies';

const target = (name: string) => ({
  id: `t-${name}`,
  inRotation: true,
  provider: { id: 'p', name: 'p' },
  model: { id: `m-${name}`, name },
  endpoint: { id: 'e', name: 'e' },
});

const chain = (id: string, primary: string, more: object = {}): EditedPolicyFragment =>
  ({
    id,
    kind: 'FAILOVER',
    name: `failover from p/${primary}`,
    version: 1,
    suspendDurationSeconds: 60,
    maxAttempts: null,
    requestTimeoutSeconds: 30,
    totalTimeoutSeconds: 90,
    failureStatuses: ['500-599'],
    failoverOn: ['OVERLOADED'],
    usesDefaultFailureStatuses: true,
    usesDefaultFailoverOn: true,
    production: { id: `s-${id}`, targets: [target(primary), target('other')] },
    sandbox: { id: `b-${id}`, targets: [] },
    ...more,
  }) as unknown as EditedPolicyFragment;

const one = chain('one', 'a');
const two = chain('two', 'b', { name: 'night', usesDefaultFailoverOn: false });

it('keeps the other policies of the AI API as they are, also what the editor does not show', () => {
  const draft = { ...draftOf(one), suspendDurationSeconds: 5 };
  const { failover } = proposedPolicies([one, two], draft, one);
  expect(failover).toEqual([
    expect.objectContaining({ policyId: 'one', name: null, suspendDurationSeconds: 5 }),
    expect.objectContaining({ policyId: 'two', name: 'night', suspendDurationSeconds: 60, failoverOn: ['OVERLOADED'] }),
  ]);
  expect(failover![0]).not.toHaveProperty('failoverOn');
});

it('adds a new policy to the others, and one of another kind takes the place of them all', () => {
  const fresh = { ...draftOf(one), name: 'day' };
  expect(proposedPolicies([two], fresh, null).failover).toEqual([
    expect.objectContaining({ policyId: 'two' }),
    expect.not.objectContaining({ policyId: expect.anything() as unknown }),
  ]);
  const replacing = proposedPolicies([one, two], { ...draftOf(one), kind: 'ROUND_ROBIN', maxAttempts: 2 }, one);
  expect(replacing).toEqual({ roundRobin: expect.objectContaining({ maxAttempts: 2 }) as unknown });
  expect(replacing.roundRobin).not.toHaveProperty('name');
});
