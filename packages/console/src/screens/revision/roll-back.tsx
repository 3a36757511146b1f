import { useQuery } from '@apollo/client/react';
import { Button, Group, Stack, Title } from '@mantine/core';
import { Answer } from '../../parts/answer';
import { Note } from '../../parts/note';
import { PageLink } from '../../parts/page-link';
import { PlanItems, PlanWarnings } from '../../parts/plan-items';
import { FailureNote } from '../../parts/states';
import { Time } from '../../parts/time';
import { useChange } from '../../parts/use-change';
import { RollBackDocument, RollBackPlanDocument, type RollBackPlanQuery } from './documents.generated';

interface RollBackProps {
  readonly toRevision: number;
  readonly onDone: () => void;
}

/** Shows what a roll back would change, and makes exactly that: if the plan has changed since, it is refused. */
export function RollBack({ toRevision, onDone }: RollBackProps) {
  const result = useQuery(RollBackPlanDocument, { variables: { toRevision }, fetchPolicy: 'network-only' });
  const change = useChange(RollBackDocument, 'Rolled back');
  const rollBack = async (expectedPlanId: string) => {
    if ((await change.run({ input: { toRevision, expectedPlanId } })) !== null) onDone();
  };
  return (
    <Stack gap="sm" mt="md">
      <Title order={3}>Plan: back to revision {toRevision}</Title>
      <Answer result={result} what="the plan">
        {({ planRollBack: plan, revisions }) => (
          <>
            <Undone revisions={revisions.nodes} toRevision={toRevision} />
            {plan.isEmpty ? <p>The configuration is already as it was then.</p> : <PlanItems items={plan.items} />}
            <PlanWarnings warnings={plan.warnings} />
            {change.failure === null ? null : <FailureNote failure={change.failure} />}
            <Group gap="xs">
              <Button loading={change.isBusy} disabled={plan.isEmpty} onClick={() => void rollBack(plan.id)}>
                Roll back to revision {toRevision}
              </Button>
              <Button variant="default" onClick={onDone}>
                Cancel
              </Button>
            </Group>
          </>
        )}
      </Answer>
    </Stack>
  );
}

interface UndoneProps {
  /** The latest ones. */
  readonly revisions: RollBackPlanQuery['revisions']['nodes'];
  readonly toRevision: number;
}

/** A roll back restores what was, so that it also undoes what others have changed since. */
function Undone({ revisions, toRevision }: UndoneProps) {
  const undone = revisions.filter(({ number }) => number > toRevision);
  if (undone.length === 0) return null;
  const hasMore = undone.length === revisions.length && (revisions.at(-1)?.number ?? 0) > toRevision + 1;
  return (
    <Note
      kind="warn"
      title={`Changes since revision ${toRevision}, which the plan below undoes as far as it says:`}
      announced={false}
    >
      <ul>
        {undone.map(({ id, number, operation, actor, committedAt }) => (
          <li key={id}>
            <PageLink to="/history/$number" params={{ number: String(number) }}>
              {number}
            </PageLink>{' '}
            {operation} by {actor.name}, <Time at={committedAt} />
          </li>
        ))}
        {hasMore ? <li>and those before them, down to {toRevision + 1}</li> : null}
      </ul>
    </Note>
  );
}
