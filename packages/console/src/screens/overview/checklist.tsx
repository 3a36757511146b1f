import { List, Paper, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { Status } from '../../parts/note';
import { PageLink } from '../../parts/page-link';
import type { OverviewQuery } from './documents.generated';

/** What leads from nothing to the first routed request; gone once all of it is done. */
export function Checklist({ data }: { readonly data: OverviewQuery }) {
  const steps: readonly { readonly isDone: boolean; readonly what: ReactNode }[] = [
    {
      isDone: data.providers.totalCount > 0,
      what: (
        <>
          Create a <PageLink to="/providers">provider</PageLink> and name its models
        </>
      ),
    },
    { isDone: data.endpoints.totalCount > 0, what: 'Add a production endpoint to it, with its URL and key' },
    {
      isDone: data.aiApis.totalCount > 0,
      what: (
        <>
          Create an <PageLink to="/ai-apis">AI API</PageLink> in front of it
        </>
      ),
    },
    { isDone: data.withPolicies.totalCount > 0, what: 'Attach a routing policy to it' },
    {
      isDone: data.consumers.totalCount > 0,
      what: (
        <>
          Create a <PageLink to="/consumers">consumer</PageLink>, grant it access and issue a key
        </>
      ),
    },
  ];
  if (steps.every(({ isDone }) => isDone)) return null;
  return (
    <Paper className="sy-panel" p="md" component="section" aria-label="First steps">
      <Title order={2} mb="xs">
        First steps
      </Title>
      <List type="ordered" listStyleType="none" withPadding={false} spacing={6}>
        {steps.map(({ isDone, what }, index) => (
          <List.Item key={index}>
            <Status kind={isDone ? 'ok' : 'idle'}>{isDone ? 'done' : 'to do'}</Status> {what}
          </List.Item>
        ))}
      </List>
    </Paper>
  );
}
