import { useQuery } from '@apollo/client/react';
import { Paper, Table } from '@mantine/core';
import { Answer } from '../../parts/answer';
import { Status } from '../../parts/note';
import { PageLink } from '../../parts/page-link';
import { Pager, usePaging } from '../../parts/paging';
import { ScrollTable } from '../../parts/scroll-table';
import { EmptyState } from '../../parts/states';
import { Time } from '../../parts/time';
import type { AiApi } from './ai-api';
import { AiApiConsumersDocument, type AiApiConsumersQuery } from './documents.generated';

type Grants = Extract<NonNullable<AiApiConsumersQuery['node']>, { accessGrants: unknown }>['accessGrants'];

/** Who may call the AI API, page by page. */
export function ConsumersTab({ aiApi: { id } }: { readonly aiApi: AiApi }) {
  const paging = usePaging(id);
  const result = useQuery(AiApiConsumersDocument, { variables: { id, after: paging.after } });
  return (
    <Paper className="sy-panel">
      <Answer result={result} what="its consumers" keepsPrevious>
        {({ node }) =>
          !node || !('accessGrants' in node) || node.accessGrants.nodes.length === 0 ? (
            <EmptyState title="No consumer has access.">
              Grant it at a <PageLink to="/consumers">consumer</PageLink>; without it, its keys are refused here.
            </EmptyState>
          ) : (
            <>
              <GrantTable grants={node.accessGrants.nodes} />
              <Pager paging={paging} connection={node.accessGrants} />
            </>
          )
        }
      </Answer>
    </Paper>
  );
}

function GrantTable({ grants }: { readonly grants: Grants['nodes'] }) {
  return (
    <ScrollTable minWidth={420} label="Consumers of the AI API">
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Consumer</Table.Th>
            <Table.Th>State</Table.Th>
            <Table.Th>Access since</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {grants.map(({ id, consumer, createdAt }) => (
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
      </Table>
    </ScrollTable>
  );
}
