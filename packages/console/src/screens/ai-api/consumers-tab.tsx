import { Paper, Table } from '@mantine/core';
import { Status } from '../../parts/note';
import { PageLink } from '../../parts/page-link';
import { EmptyState } from '../../parts/states';
import { Time } from '../../parts/time';
import { count } from '../../parts/wording';
import type { AiApi } from './ai-api';

export function ConsumersTab({ aiApi: { accessGrants } }: { readonly aiApi: AiApi }) {
  const { nodes, totalCount } = accessGrants;
  return (
    <Paper className="sy-panel">
      {nodes.length === 0 ? (
        <EmptyState title="No consumer has access.">
          Grant it at a <PageLink to="/consumers">consumer</PageLink>; without it, its keys are refused here.
        </EmptyState>
      ) : (
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Consumer</Table.Th>
              <Table.Th>State</Table.Th>
              <Table.Th>Access since</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {nodes.map(({ id, consumer, createdAt }) => (
              <Table.Tr key={id}>
                <Table.Td>
                  <PageLink to="/consumers/$name" params={{ name: consumer.name }}>
                    {consumer.name}
                  </PageLink>
                </Table.Td>
                <Table.Td>
                  <Status kind={consumer.enabled ? 'ok' : 'idle'}>{consumer.enabled ? 'enabled' : 'disabled'}</Status>
                </Table.Td>
                <Table.Td>
                  <Time at={createdAt} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
          {totalCount > nodes.length ? (
            <Table.Caption>and {count(totalCount - nodes.length, 'more consumer')}</Table.Caption>
          ) : null}
        </Table>
      )}
    </Paper>
  );
}
