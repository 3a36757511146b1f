import { useQuery } from '@apollo/client/react';
import { Paper, SimpleGrid, Stack, Table, Text, Title } from '@mantine/core';
import { useLive } from '../../graphql/use-live';
import { Answer } from '../../parts/answer';
import { Figure } from '../../parts/figure';
import { Note, Status } from '../../parts/note';
import { PageHeader } from '../../parts/page-header';
import { PageLink } from '../../parts/page-link';
import { ScrollTable } from '../../parts/scroll-table';
import { EmptyState } from '../../parts/states';
import { relativeTime, Time } from '../../parts/time';
import { count, words } from '../../parts/wording';
import { Checklist } from './checklist';
import { LastHour } from './last-hour';
import { OverviewDataPlanesDocument, OverviewDocument, type OverviewQuery } from './documents.generated';

export function OverviewScreen() {
  const result = useQuery(OverviewDocument);
  useLive(OverviewDataPlanesDocument, {
    onData: ({ data: { data } }) => {
      const changed = data?.dataPlaneChanged;
      const known = result.data?.dataPlanes.find(({ id }) => id === changed?.id);
      const isComplete =
        known !== undefined && known.suspensions.length === Math.min(10, changed?.suspensionCount ?? 0);
      if (!isComplete) void result.refetch().catch(() => undefined);
    },
  });
  return (
    <>
      <PageHeader title="Overview" />
      <Answer result={result} what="the overview">
        {(data) => (
          <Stack gap="md">
            <Checklist data={data} />
            <Problems data={data} />
            <Figures data={data} />
            <LastHour />
            <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
              <Suspended dataPlanes={data.dataPlanes} />
              <LatestChanges revisions={data.revisions.nodes} />
            </SimpleGrid>
          </Stack>
        )}
      </Answer>
    </>
  );
}

interface OverviewProps {
  readonly data: OverviewQuery;
}

function Problems({ data: { controlPlane, uncredentialed } }: OverviewProps) {
  const { publicationProblem, storageProblem, expiringCaCertificates } = controlPlane;
  return (
    <>
      {publicationProblem ? (
        <Note kind="fail" title="Changes do not reach the data planes">
          {publicationProblem}
        </Note>
      ) : null}
      {storageProblem ? <Note kind="warn">{storageProblem}</Note> : null}
      {uncredentialed.totalCount === 0 ? null : (
        <Note kind="warn">
          {count(uncredentialed.totalCount, 'endpoint')} without a credential.{' '}
          <PageLink to="/providers">See providers</PageLink>
        </Note>
      )}
      {expiringCaCertificates.map(({ id, hasExpired, endpoint, certificate }) => (
        <Note key={id} kind={hasExpired ? 'fail' : 'warn'} announced={false}>
          A CA certificate of{' '}
          <PageLink to="/providers/$name" params={{ name: endpoint.provider.name }} search={{ tab: 'endpoints' }}>
            {endpoint.provider.name} / {endpoint.name}
          </PageLink>{' '}
          {hasExpired ? 'has expired' : 'expires'} <Time at={certificate.validUntil} />.
        </Note>
      ))}
    </>
  );
}

function Figures({ data }: OverviewProps) {
  const { controlPlane, dataPlanes } = data;
  const { liveDataPlaneCount: live, upToDateDataPlaneCount: upToDate } = controlPlane;
  const inFlight = dataPlanes.reduce((sum, { requestsInFlight }) => sum + requestsInFlight, 0);
  const suspended = dataPlanes.reduce((sum, { suspensionCount }) => sum + suspensionCount, 0);
  const isPublished = controlPlane.publishedRevision === controlPlane.committedRevision;
  return (
    <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="sm">
      <Figure
        label="Data planes"
        value={<PageLink to="/data-planes" fz="inherit">{`${upToDate} of ${live}`}</PageLink>}
      >
        <Status kind={live === 0 ? 'fail' : upToDate === live ? 'ok' : 'warn'}>
          {live === 0 ? 'none is live' : upToDate === live ? 'all up to date' : 'some are behind'}
        </Status>
      </Figure>
      <Figure label="Revision" value={controlPlane.committedRevision}>
        <Status kind={isPublished ? 'ok' : 'warn'}>{isPublished ? 'published' : 'being published'}</Status>
      </Figure>
      <Figure label="Targets suspended" value={suspended}>
        <Status kind={suspended === 0 ? 'ok' : 'fail'}>{suspended === 0 ? 'none' : 'see below'}</Status>
      </Figure>
      <Figure label="Requests in flight" value={inFlight}>
        <Text size="sm" c="dimmed">
          on all data planes
        </Text>
      </Figure>
    </SimpleGrid>
  );
}

function Suspended({ dataPlanes }: Pick<OverviewQuery, 'dataPlanes'>) {
  const rows = dataPlanes.flatMap(({ host, suspensions }) =>
    suspensions.map((suspension) => ({ host, ...suspension })),
  );
  return (
    <Paper className="sy-panel" component="section" aria-label="Suspended now">
      <Title order={2} p="sm">
        Suspended now
      </Title>
      {rows.length === 0 ? (
        <EmptyState title="No target is suspended.">Data planes report within a second when a vendor fails.</EmptyState>
      ) : (
        <ScrollTable minWidth={420} label="Suspended targets">
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Target</Table.Th>
                <Table.Th>AI API</Table.Th>
                <Table.Th>Why</Table.Th>
                <Table.Th>Back</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map(({ id, target, cause, suspendedUntil }) => (
                <Table.Tr key={id}>
                  <Table.Td className="sy-mono">
                    {target ? `${target.model.name} · ${target.endpoint.name}` : '–'}
                  </Table.Td>
                  <Table.Td>
                    {target ? (
                      <PageLink to="/ai-apis/$name" params={{ name: target.policy.aiApi.name }}>
                        {target.policy.aiApi.name}
                      </PageLink>
                    ) : (
                      '–'
                    )}
                  </Table.Td>
                  <Table.Td>{cause ? words(cause) : '–'}</Table.Td>
                  <Table.Td>{suspendedUntil ? relativeTime(suspendedUntil) : 'not known'}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollTable>
      )}
    </Paper>
  );
}

function LatestChanges({ revisions }: { readonly revisions: OverviewQuery['revisions']['nodes'] }) {
  return (
    <Paper className="sy-panel" component="section" aria-label="Latest changes">
      <Title order={2} p="sm">
        Latest changes
      </Title>
      {revisions.length === 0 ? (
        <EmptyState title="Nothing has been changed yet." />
      ) : (
        <ScrollTable minWidth={440} label="Latest changes">
          <Table>
            <Table.Tbody>
              {revisions.map(({ id, number, operation, actor, committedAt }) => (
                <Table.Tr key={id}>
                  <Table.Td>
                    <PageLink to="/history/$number" params={{ number: String(number) }}>
                      {number}
                    </PageLink>
                  </Table.Td>
                  <Table.Td>
                    <span className="sy-tag">{operation}</span>
                  </Table.Td>
                  <Table.Td>{actor.name}</Table.Td>
                  <Table.Td>
                    <Time at={committedAt} />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollTable>
      )}
    </Paper>
  );
}
