import { useQuery } from '@apollo/client/react';
import { Paper, Table } from '@mantine/core';
import { Answer } from '../../parts/answer';
import { Pager, usePaging } from '../../parts/paging';
import { ScrollTable } from '../../parts/scroll-table';
import { EmptyState } from '../../parts/states';
import { Time } from '../../parts/time';
import { words } from '../../parts/wording';
import { AuditEventsDocument } from './documents.generated';

/** Requests that were refused: without a valid token, beyond a role, or too many of them. */
export function AuditEvents() {
  const paging = usePaging('audit');
  const result = useQuery(AuditEventsDocument, { variables: { after: paging.after } });
  return (
    <Paper className="sy-panel">
      <Answer result={result} what="refused requests">
        {({ auditEvents }) =>
          !auditEvents || auditEvents.nodes.length === 0 ? (
            <EmptyState title="No request was refused in the last 90 days." />
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
  );
}
