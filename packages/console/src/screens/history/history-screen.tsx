import { useQuery } from '@apollo/client/react';
import { Switch, Table, Text } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { Answer } from '../../parts/answer';
import { ListSearch } from '../../parts/list-search';
import { PageHeader } from '../../parts/page-header';
import { PageLink } from '../../parts/page-link';
import { Pager, usePaging } from '../../parts/paging';
import { ScrollTable } from '../../parts/scroll-table';
import { EmptyState } from '../../parts/states';
import { Time } from '../../parts/time';
import { words } from '../../parts/wording';
import { HistoryDocument, type HistoryQuery } from './documents.generated';

const route = getRouteApi('/history');

type Revision = HistoryQuery['revisions']['nodes'][number];

export function HistoryScreen() {
  const search = route.useSearch();
  const { q = '', system: includeSystem = false } = search;
  const navigate = route.useNavigate();
  const show = (next: typeof search) => void navigate({ to: '/history', search: next, replace: true });
  const paging = usePaging(`${q} ${includeSystem}`);
  const result = useQuery(HistoryDocument, {
    variables: { search: q === '' ? null : q, after: paging.after, includeSystem },
  });
  return (
    <>
      <PageHeader
        title="History"
        actions={
          <Switch
            label="The system's own"
            checked={includeSystem}
            onChange={({ currentTarget: { checked } }) =>
              show({ ...(q === '' ? {} : { q }), ...(checked ? { system: true } : {}) })
            }
          />
        }
      >
        Every change is one revision. Open one to see its differences, or to roll back.
      </PageHeader>
      <ListSearch
        what="comments and operations"
        value={q}
        onChange={(next) => show({ ...(next === '' ? {} : { q: next }), ...(includeSystem ? { system: true } : {}) })}
      />
      <div className="sy-panel">
        <Answer result={result} what="the history" keepsPrevious>
          {({ revisions }) =>
            revisions.nodes.length === 0 ? (
              <EmptyState title={q === '' ? 'Nothing has been changed yet.' : `No revision matches “${q}”.`} />
            ) : (
              <>
                <RevisionTable revisions={revisions.nodes} />
                <Pager paging={paging} connection={revisions} />
              </>
            )
          }
        </Answer>
      </div>
    </>
  );
}

function RevisionTable({ revisions }: { readonly revisions: readonly Revision[] }) {
  return (
    <ScrollTable minWidth={680} label="Revisions">
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Revision</Table.Th>
            <Table.Th>What</Table.Th>
            <Table.Th>Who</Table.Th>
            <Table.Th>When</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {revisions.map((revision) => (
            <Table.Tr key={revision.id}>
              <Table.Td>
                <PageLink to="/history/$number" params={{ number: String(revision.number) }} fw={600}>
                  {revision.number}
                </PageLink>
              </Table.Td>
              <Table.Td>
                <span className="sy-tag">{revision.operation}</span> {summaryOf(revision)}
                {revision.comment ? (
                  <Text size="sm" c="dimmed">
                    {revision.comment}
                  </Text>
                ) : null}
              </Table.Td>
              <Table.Td>{revision.actor.name}</Table.Td>
              <Table.Td>
                <Time at={revision.committedAt} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollTable>
  );
}

function summaryOf({ changes: { nodes }, changeCount, rolledBackTo }: Revision): string {
  const named = nodes.map(({ kind, name }) => `${words(kind)} ${name}`).join(', ');
  const more = changeCount > nodes.length ? ` and ${changeCount - nodes.length} more` : '';
  const back = rolledBackTo === null || rolledBackTo === undefined ? '' : `back to revision ${rolledBackTo}: `;
  return `${back}${named}${more}`;
}
