import { useQuery } from '@apollo/client/react';
import { Anchor, Table } from '@mantine/core';
import { useMemo } from 'react';
import { Answer } from '../../parts/answer';
import { duration } from '../../parts/figures';
import { Pager, usePaging } from '../../parts/paging';
import { boundsOf, type Period } from '../../parts/period';
import { ScrollTable } from '../../parts/scroll-table';
import { EmptyState } from '../../parts/states';
import { Time } from '../../parts/time';
import { type NamedObject, useNames } from '../../parts/use-names';
import { type ListedRequestFragment, RequestsDocument, type RequestsQueryVariables } from './documents.generated';
import { OutcomeStatus } from './outcome-status';

/** Requests are not announced one by one, so that the list asks for them while somebody looks. */
const POLL_MS = 5_000;

interface RequestListProps {
  readonly filter: NonNullable<RequestsQueryVariables['filter']> | null;
  readonly period: Period;
  readonly onOpen: (id: string) => void;
}

/** The recorded requests of a period, newest first. */
export function RequestList({ filter, period, onOpen }: RequestListProps) {
  const from = useMemo(() => boundsOf(period, Date.now()).from, [period]);
  const paging = usePaging(JSON.stringify([filter, period.value]));
  const result = useQuery(RequestsDocument, {
    variables: { filter, from, after: paging.after },
    pollInterval: paging.page === 0 ? POLL_MS : 0,
    skipPollAttempt: () => document.hidden,
  });
  return (
    <div className="sy-panel">
      <Answer result={result} what="requests" keepsPrevious>
        {({ requests }) =>
          requests.nodes.length === 0 ? (
            <EmptyState
              title={filter === null ? 'No request is recorded in this period.' : 'No recorded request matches.'}
            >
              Data planes report within seconds. Requests that were answered at the first attempt are recorded as a
              sample.
            </EmptyState>
          ) : (
            <>
              <RequestTable requests={requests.nodes} onOpen={onOpen} />
              <Pager paging={paging} connection={requests} />
            </>
          )
        }
      </Answer>
    </div>
  );
}

interface RequestTableProps {
  readonly requests: readonly ListedRequestFragment[];
  readonly onOpen: (id: string) => void;
}

function RequestTable({ requests, onOpen }: RequestTableProps) {
  const names = useNames(requests.map(({ consumerId }) => consumerId));
  return (
    <ScrollTable minWidth={900} label="Requests">
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>When</Table.Th>
            <Table.Th>Outcome</Table.Th>
            <Table.Th>Status</Table.Th>
            <Table.Th>AI API</Table.Th>
            <Table.Th>Consumer</Table.Th>
            <Table.Th>Model</Table.Th>
            <Table.Th>Attempts</Table.Th>
            <Table.Th ta="right">Took</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {requests.map((request) => (
            <RequestRow key={request.id} request={request} names={names} onOpen={onOpen} />
          ))}
        </Table.Tbody>
      </Table>
    </ScrollTable>
  );
}

interface RequestRowProps {
  readonly request: ListedRequestFragment;
  readonly names: ReadonlyMap<string, NamedObject>;
  readonly onOpen: (id: string) => void;
}

function RequestRow({ request, names, onOpen }: RequestRowProps) {
  const { id, at, aiApiName, consumerId, environment, askedModel, sentModel, status, attempts, totalMs } = request;
  const consumer = consumerId === null || consumerId === undefined ? '–' : (names.get(consumerId)?.name ?? 'deleted');
  return (
    <Table.Tr className="sy-row-link" onClick={() => onOpen(id)}>
      <Table.Td>
        <Anchor
          component="button"
          type="button"
          size="sm"
          onClick={(event) => {
            event.stopPropagation();
            onOpen(id);
          }}
        >
          <Time at={at} />
        </Anchor>
      </Table.Td>
      <Table.Td>
        <OutcomeStatus {...request} />
      </Table.Td>
      <Table.Td className="sy-figure">{status ?? '–'}</Table.Td>
      <Table.Td>{aiApiName ?? '–'}</Table.Td>
      <Table.Td>
        {consumer}
        {environment === 'SANDBOX' ? <span className="sy-tag sy-tag-after">sandbox</span> : null}
      </Table.Td>
      <Table.Td className="sy-mono">
        {askedModel ?? '–'}
        {sentModel && sentModel !== askedModel ? ` → ${sentModel}` : ''}
      </Table.Td>
      <Table.Td>
        <AttemptDots attempts={attempts} />
      </Table.Td>
      <Table.Td ta="right" className="sy-figure">
        {duration(totalMs)}
      </Table.Td>
    </Table.Tr>
  );
}

/** One mark per attempt, so that failovers stand out in a column. */
function AttemptDots({ attempts }: Pick<ListedRequestFragment, 'attempts'>) {
  if (attempts.length === 0) return <span title="It was not sent to a vendor.">–</span>;
  const text = attempts.map(({ modelName, endpointName, outcome }) => {
    const target = modelName === null || modelName === undefined ? endpointName : `${modelName} · ${endpointName}`;
    return `${target}: ${outcome.toLowerCase().replaceAll('_', ' ')}`;
  });
  return (
    <span title={text.join('\n')}>
      <span className="sy-dots" aria-hidden="true">
        {attempts.map(({ outcome }, index) => (
          <span key={index} data-kind={outcome === 'ANSWERED' ? 'ok' : 'fail'} />
        ))}
      </span>{' '}
      {attempts.length}
    </span>
  );
}
