import { useQuery } from '@apollo/client/react';
import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { Answer } from '../../parts/answer';
import { Note, Status, type StatusKind } from '../../parts/note';
import { PageHeader } from '../../parts/page-header';
import { PageLink } from '../../parts/page-link';
import { Pager, usePaging } from '../../parts/paging';
import { PlanItems } from '../../parts/plan-items';
import { EmptyState } from '../../parts/states';
import { Time } from '../../parts/time';
import { words } from '../../parts/wording';
import { useMayEdit } from '../../session/viewer';
import { Comparison } from './comparison';
import { RevisionDocument, type RevisionQuery } from './documents.generated';
import { RollBack } from './roll-back';

const route = getRouteApi('/history/$number');

type Revision = NonNullable<RevisionQuery['revision']>;

const ROLLOUT: Record<string, StatusKind> = { APPLIED: 'ok', PUBLISHED: 'warn', COMMITTED: 'warn', REJECTED: 'fail' };

export function RevisionScreen() {
  const { number } = route.useParams();
  const paging = usePaging(number);
  const isNumber = /^\d{1,9}$/.test(number);
  const result = useQuery(RevisionDocument, {
    variables: { number: Number(number), after: paging.after },
    skip: !isNumber,
  });
  const missing = (
    <EmptyState isPage title={`There is no revision ${number}.`}>
      <PageLink to="/history">See the history</PageLink>
    </EmptyState>
  );
  if (!isNumber) return missing;
  return (
    <Answer result={result} what="the revision">
      {({ revision }) =>
        revision ? (
          <>
            <RevisionHeader revision={revision} />
            <Stack gap="md">
              <Paper className="sy-panel" p="md" component="section" aria-label="Differences">
                <Title order={2} mb="xs">
                  Differences
                </Title>
                <PlanItems items={revision.changes.nodes} />
                <Pager paging={paging} connection={revision.changes} />
              </Paper>
              <Comparison key={`compared ${number}`} number={revision.number} />
              <RollBackChoices key={number} number={revision.number} />
            </Stack>
          </>
        ) : (
          missing
        )
      }
    </Answer>
  );
}

function RevisionHeader({ revision }: { readonly revision: Revision }) {
  const { number, operation, actor, committedAt, comment, rollout, rolledBackTo } = revision;
  return (
    <PageHeader title={`Revision ${number}`} above={<PageLink to="/history">History</PageLink>}>
      <span className="sy-tag">{operation}</span> by {actor.name}, <Time at={committedAt} />
      {rolledBackTo ? `, back to revision ${rolledBackTo}` : ''}
      {comment ? <Text size="sm">{comment}</Text> : null}
      {rollout ? (
        <div>
          <Status kind={ROLLOUT[rollout.state] ?? 'idle'}>
            {words(rollout.state)} by {rollout.appliedCount} of {rollout.liveCount} data planes
          </Status>
        </div>
      ) : null}
    </PageHeader>
  );
}

function RollBackChoices({ number }: { readonly number: number }) {
  const mayEdit = useMayEdit();
  const [toRevision, setToRevision] = useState<number | null>(null);
  if (!mayEdit) return null;
  return (
    <Paper className="sy-panel" p="md" component="section" aria-label="Roll back">
      <Title order={2} mb="xs">
        Roll back
      </Title>
      <Note kind="idle">
        A roll back is a new revision that restores providers, AI APIs and policies as they were: what later revisions
        have changed of them is undone as well. Consumers, their access and keys, and tokens stay as they are.
      </Note>
      <Group gap="xs" mt="sm">
        <Button variant="default" onClick={() => setToRevision(number - 1)}>
          Plan the way back to {number - 1}, before this revision
        </Button>
        <Button variant="default" onClick={() => setToRevision(number)}>
          Plan the way back to {number}, after it
        </Button>
      </Group>
      {toRevision === null ? null : (
        <RollBack key={toRevision} toRevision={toRevision} onDone={() => setToRevision(null)} />
      )}
    </Paper>
  );
}
