import { useQuery } from '@apollo/client/react';
import { Button, Group, Stack, Title } from '@mantine/core';
import { Answer } from '../../parts/answer';
import { PlanItems, PlanWarnings } from '../../parts/plan-items';
import { FailureNote } from '../../parts/states';
import { useChange } from '../../parts/use-change';
import { RollBackDocument, RollBackPlanDocument } from './documents.generated';

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
        {({ planRollBack: plan }) => (
          <>
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
