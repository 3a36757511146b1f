import { useQuery } from '@apollo/client/react';
import { Group, Paper, Table } from '@mantine/core';
import { useState } from 'react';
import { Answer } from '../../parts/answer';
import { chosenFilter, type Choices, ListChoice } from '../../parts/list-choice';
import { Pager, usePaging } from '../../parts/paging';
import { ScrollTable } from '../../parts/scroll-table';
import { EmptyState } from '../../parts/states';
import { Time } from '../../parts/time';
import { words } from '../../parts/wording';
import { AuditEventsDocument, type AuditEventsQueryVariables } from './documents.generated';

const CHOICES: Choices<NonNullable<AuditEventsQueryVariables['filter']>> = {
  unauthenticated: ['Without a valid token', { kinds: ['UNAUTHENTICATED'] }],
  forbidden: ['Beyond a role', { kinds: ['FORBIDDEN'] }],
  limited: ['Too many', { kinds: ['RATE_LIMITED'] }],
};

/** Requests that were refused: without a valid token, beyond a role, or too many of them. */
export function AuditEvents() {
  const [shown, setShown] = useState<string>();
  const paging = usePaging(`audit ${shown}`);
  const result = useQuery(AuditEventsDocument, {
    variables: { after: paging.after, filter: chosenFilter(CHOICES, shown) },
  });
  return (
    <>
      <Group mb="sm">
        <ListChoice what="refused requests" choices={CHOICES} value={shown} onChange={setShown} />
      </Group>
      <Paper className="sy-panel">
        <Answer result={result} what="refused requests" keepsPrevious>
          {({ auditEvents }) =>
            !auditEvents || auditEvents.nodes.length === 0 ? (
              <EmptyState title={`No ${shown === undefined ? '' : 'such '}request was refused in the last 90 days.`} />
            ) : (
              <>
                <ScrollTable minWidth={640} label="Refused requests">
                  <Table>
                    <Table.Thead>
                      <Table.Tr>
                        <Table.Th>When</Table.Th>
                        <Table.Th>Why</Table.Th>
                        <Table.Th>Who</Table.Th>
                        <Table.Th>Operation</Table.Th>
                        <Table.Th>From</Table.Th>
                      </Table.Tr>
                    </Table.Thead>
                    <Table.Tbody>
                      {auditEvents.nodes.map(({ id, at, kind, actor, operation, requiredRole, remoteAddress }) => (
                        <Table.Tr key={id}>
                          <Table.Td>
                            <Time at={at} />
                          </Table.Td>
                          <Table.Td>{words(kind)}</Table.Td>
                          <Table.Td>{actor?.name ?? 'unknown'}</Table.Td>
                          <Table.Td>
                            {operation ?? '–'}
                            {requiredRole ? ` (needs ${requiredRole})` : ''}
                          </Table.Td>
                          <Table.Td className="sy-mono">{remoteAddress ?? '–'}</Table.Td>
                        </Table.Tr>
                      ))}
                    </Table.Tbody>
                  </Table>
                </ScrollTable>
                <Pager paging={paging} connection={auditEvents} />
              </>
            )
          }
        </Answer>
      </Paper>
    </>
  );
}
