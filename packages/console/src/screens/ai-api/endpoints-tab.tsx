import { Paper, Table } from '@mantine/core';
import { EndpointState } from '../../parts/endpoint-state';
import { Status } from '../../parts/note';
import { PageLink } from '../../parts/page-link';
import { ScrollTable } from '../../parts/scroll-table';
import { EmptyState } from '../../parts/states';
import { useEndpointsNow } from '../../parts/use-endpoints-now';
import { words } from '../../parts/wording';
import type { AiApi } from './ai-api';

/** More than these stand on the pages of the providers. */
const SHOWN_MAX = 100;

/** Where requests of this AI API can go, and how each endpoint does now. */
export function EndpointsTab({ aiApi }: { readonly aiApi: AiApi }) {
  const endpoints = aiApi.providers
    .flatMap((provider) => provider.endpoints.map((endpoint) => ({ provider, ...endpoint })))
    .slice(0, SHOWN_MAX);
  const now = useEndpointsNow(endpoints.map(({ id }) => id));
  const defaults = [aiApi.defaultProductionEndpoint?.id, aiApi.defaultSandboxEndpoint?.id];
  if (endpoints.length === 0) {
    return (
      <Paper className="sy-panel">
        <EmptyState title="None of its providers has an endpoint.">
          {aiApi.providers.map(({ id, name }) => (
            <PageLink key={id} to="/providers/$name" params={{ name }} search={{ tab: 'endpoints' }}>
              Add one to {name}
            </PageLink>
          ))}
        </EmptyState>
      </Paper>
    );
  }
  return (
    <Paper className="sy-panel">
      <ScrollTable minWidth={760} label="Endpoints of the AI API">
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Endpoint</Table.Th>
              <Table.Th>Provider</Table.Th>
              <Table.Th>Environment</Table.Th>
              <Table.Th>State</Table.Th>
              <Table.Th>Now</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {endpoints.map(({ id, name, environment, enabled, provider }) => (
              <Table.Tr key={id}>
                <Table.Td>
                  {name}
                  {defaults.includes(id) ? <span className="sy-tag sy-tag-after">default</span> : null}
                </Table.Td>
                <Table.Td>
                  <PageLink to="/providers/$name" params={{ name: provider.name }} search={{ tab: 'endpoints' }}>
                    {provider.name}
                    <span className="sy-visually-hidden">: {name}</span>
                  </PageLink>
                </Table.Td>
                <Table.Td>{words(environment)}</Table.Td>
                <Table.Td>
                  <Status kind={enabled ? 'ok' : 'idle'}>{enabled ? 'enabled' : 'disabled'}</Status>
                </Table.Td>
                <Table.Td>
                  <EndpointState now={now.get(id)} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollTable>
    </Paper>
  );
}
