import { useQuery } from '@apollo/client/react';
import { Switch, Table, Text } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { Answer } from '../../parts/answer';
import { chosenFilter, type Choices, ListChoice } from '../../parts/list-choice';
import { ListSearch } from '../../parts/list-search';
import { PageHeader } from '../../parts/page-header';
import { PageLink } from '../../parts/page-link';
import { Pager, usePaging } from '../../parts/paging';
import { ScrollTable } from '../../parts/scroll-table';
import { EmptyState } from '../../parts/states';
import { Time } from '../../parts/time';
import { words } from '../../parts/wording';
import { HistoryDocument, type HistoryQuery, type HistoryQueryVariables } from './documents.generated';

const route = getRouteApi('/history');

type Revision = HistoryQuery['revisions']['nodes'][number];
type Filter = NonNullable<HistoryQueryVariables['filter']>;

const CHOICES: Choices<Filter> = {
  providers: ['Of providers', { kinds: ['PROVIDER', 'MODEL', 'ENDPOINT'] }],
  'ai-apis': ['Of AI APIs', { kinds: ['AI_API'] }],
  policies: ['Of policies', { kinds: ['ROUND_ROBIN_POLICY', 'WEIGHTED_ROUND_ROBIN_POLICY', 'FAILOVER_POLICY'] }],
  consumers: ['Of consumers and their access', { kinds: ['CONSUMER', 'ACCESS_GRANT'] }],
  keys: ['Of consumer keys', { kinds: ['CONSUMER_KEY'] }],
  tokens: ['Of access tokens', { kinds: ['ACCESS_TOKEN'] }],
};

export function HistoryScreen() {
  const search = route.useSearch();
  const { q = '', show, system: includeSystem = false } = search;
  const navigate = route.useNavigate();
  const paging = usePaging(`${q} ${show} ${includeSystem}`);
  const filter: Filter = { ...chosenFilter(CHOICES, show), ...(q === '' ? {} : { search: q }) };
  const result = useQuery(HistoryDocument, {
    variables: { filter, after: paging.after, includeSystem },
  });
  const find = (change: typeof search) =>
    void navigate({ to: '/history', search: { ...search, ...change }, replace: true });
  return (
    <>
      <PageHeader
        title="History"
        actions={
          <Switch
            label="With the system's own"
            checked={includeSystem}
            onChange={({ currentTarget: { checked } }) => find({ system: checked || undefined })}
          />
        }
      >
        Every change is one revision. Open one to see its differences, or to roll back.
      </PageHeader>
      <ListSearch
        what="comments and operations"
        value={q}
        onChange={(next) => find({ q: next === '' ? undefined : next })}
      >
        <ListChoice what="revisions" choices={CHOICES} value={show} onChange={(next) => find({ show: next })} />
      </ListSearch>
      <div className="sy-panel">
        <Answer result={result} what="the history" keepsPrevious>
          {({ revisions }) =>
            revisions.nodes.length === 0 ? (
              <EmptyState
                title={Object.keys(filter).length === 0 ? 'Nothing has been changed yet.' : 'No revision matches.'}
              />
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
