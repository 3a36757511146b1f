import { useQuery } from '@apollo/client/react';
import { Group, Paper, Stack, Table, Title } from '@mantine/core';
import { useLive } from '../../graphql/use-live';
import { Answer } from '../../parts/answer';
import { Fact } from '../../parts/fact';
import { Note, Status, type StatusKind } from '../../parts/note';
import { PageHeader } from '../../parts/page-header';
import { PageLink } from '../../parts/page-link';
import { EmptyState } from '../../parts/states';
import { relativeTime, Time } from '../../parts/time';
import { words } from '../../parts/wording';
import { DataPlaneChangedDocument, DataPlanesDocument, type DataPlanesQuery } from './documents.generated';

type DataPlane = DataPlanesQuery['dataPlanes'][number];

export function DataPlanesScreen() {
  const result = useQuery(DataPlanesDocument);
  useLive(DataPlaneChangedDocument, {
    // Changes of those that are listed are in the cache already.
    onData: ({ data: { data } }) => {
      const known = result.data?.dataPlanes.some(({ id }) => id === data?.dataPlaneChanged.id) ?? false;
      if (!known) void result.refetch().catch(() => undefined);
    },
  });
  return (
    <>
      <PageHeader title="Data planes">Which revision each serves, and what stands in the way.</PageHeader>
      <Answer result={result} what="data planes">
        {({ controlPlane, dataPlanes }) => (
          <Stack gap="md">
            <ControlPlaneState controlPlane={controlPlane} />
            {dataPlanes.length === 0 ? (
              <Paper className="sy-panel">
                <EmptyState title="No data plane has reported.">
                  Start one with the same NATS and the same sealing key. It appears here within a second.
                </EmptyState>
              </Paper>
            ) : (
              dataPlanes.map((dataPlane) => <DataPlaneCard key={dataPlane.id} dataPlane={dataPlane} />)
            )}
          </Stack>
        )}
      </Answer>
    </>
  );
}

function ControlPlaneState({ controlPlane }: { readonly controlPlane: DataPlanesQuery['controlPlane'] }) {
  const { committedRevision, publishedRevision, publishedAt, publicationProblem, storageProblem } = controlPlane;
  return (
    <Paper className="sy-panel" p="md">
      <Group gap="xl">
        <Fact label="Committed revision">{committedRevision}</Fact>
        <Fact label="Published revision">
          {publishedRevision ?? '–'}, <Time at={publishedAt} />
        </Fact>
        <Fact label="Live data planes">
          {controlPlane.upToDateDataPlaneCount} of {controlPlane.liveDataPlaneCount} up to date
        </Fact>
        <Fact label="Control plane">{controlPlane.version}</Fact>
      </Group>
      {publicationProblem ? <Note kind="fail">{publicationProblem}</Note> : null}
      {storageProblem ? <Note kind="warn">{storageProblem}</Note> : null}
    </Paper>
  );
}

function stateOf({ live, upToDate, rejection }: DataPlane): readonly [StatusKind, string] {
  if (!live) return ['fail', 'silent'];
  if (rejection) return ['fail', `refuses revision ${rejection.revision}`];
  return upToDate ? ['ok', 'up to date'] : ['warn', 'behind'];
}

function DataPlaneCard({ dataPlane }: { readonly dataPlane: DataPlane }) {
  const [kind, text] = stateOf(dataPlane);
  const { id, host, version, appliedRevision, lastSeenAt, startedAt, requestsInFlight } = dataPlane;
  return (
    <Paper className="sy-panel" p="md" component="section" aria-label={`Data plane ${host}`}>
      <Group justify="space-between" mb="xs">
        <Title order={2}>{host}</Title>
        <Status kind={kind}>{text}</Status>
      </Group>
      <Group gap="xl">
        <Fact label="Applied revision">{appliedRevision ?? '–'}</Fact>
        <Fact label="Requests in flight">{requestsInFlight}</Fact>
        <Fact label="Last seen">
          <Time at={lastSeenAt} />
        </Fact>
        <Fact label="Started">
          <Time at={startedAt} />
        </Fact>
        <Fact label="Version">{version}</Fact>
        <Fact label="Id">
          <span className="sy-mono">{id}</span>
        </Fact>
      </Group>
      <Problems dataPlane={dataPlane} />
      <Suspensions dataPlane={dataPlane} />
    </Paper>
  );
}

function Problems({ dataPlane }: { readonly dataPlane: DataPlane }) {
  const { rejection, endpointFaults, storageProblem, usageProblem } = dataPlane;
  return (
    <Stack gap="xs" mt="xs">
      {rejection ? (
        <Note kind="fail" title={`Refuses revision ${rejection.revision}`} announced={false}>
          <span className="sy-mono">{rejection.entryKey}</span>: {rejection.reason}
        </Note>
      ) : null}
      {endpointFaults.map(({ id, reason }) => (
        <Note key={id} kind="fail" title="An endpoint is out of rotation" announced={false}>
          {reason}
        </Note>
      ))}
      {storageProblem ? <Note kind="warn">{storageProblem}</Note> : null}
      {usageProblem ? <Note kind="warn">{usageProblem}</Note> : null}
    </Stack>
  );
}

function Suspensions({ dataPlane: { suspensions, suspensionCount } }: { readonly dataPlane: DataPlane }) {
  if (suspensionCount === 0) return null;
  return (
    <Table mt="xs">
      <Table.Caption>
        {suspensions.length} of {suspensionCount} suspended targets
      </Table.Caption>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Target</Table.Th>
          <Table.Th>AI API</Table.Th>
          <Table.Th>Why</Table.Th>
          <Table.Th>Back</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {suspensions.map(({ id, target, cause, suspendedUntil }) => (
          <Table.Tr key={id}>
            <Table.Td className="sy-mono">
              {target ? `${target.model.name} · ${target.endpoint.name}` : 'no longer configured'}
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
  );
}
