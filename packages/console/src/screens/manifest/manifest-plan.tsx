import { Paper, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { PlanItems, PlanWarnings } from '../../parts/plan-items';
import { count } from '../../parts/wording';
import type { PlanManifestQuery } from './documents.generated';

interface PlanProps {
  readonly plan: PlanManifestQuery['planManifest'];
  readonly children: ReactNode;
}

/** What applying a manifest would change. */
export function ManifestPlan({ plan, children }: PlanProps) {
  const { createCount, updateCount, deleteCount, unchangedCount, items, warnings, isEmpty } = plan;
  const total = createCount + updateCount + deleteCount;
  return (
    <Paper className="sy-panel" p="md" component="section" aria-label="Plan">
      <Stack gap="sm">
        <Title order={2}>Plan</Title>
        <Text size="sm">
          {isEmpty
            ? 'Nothing changes.'
            : `${createCount} to create, ${updateCount} to update, ${deleteCount} to delete, ${unchangedCount} unchanged.`}
        </Text>
        <PlanItems items={items} />
        {total > items.length ? <Text size="sm">and {count(total - items.length, 'more object')}</Text> : null}
        <PlanWarnings warnings={warnings} />
        {children}
      </Stack>
    </Paper>
  );
}
