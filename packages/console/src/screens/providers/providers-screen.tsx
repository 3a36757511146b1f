import { useQuery } from '@apollo/client/react';
import { Button, Table } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { getRouteApi } from '@tanstack/react-router';
import { Answer } from '../../parts/answer';
import { ListSearch } from '../../parts/list-search';
import { Status } from '../../parts/note';
import { PageHeader } from '../../parts/page-header';
import { PageLink } from '../../parts/page-link';
import { Pager, usePaging } from '../../parts/paging';
import { ScrollTable } from '../../parts/scroll-table';
import { EmptyState } from '../../parts/states';
import { Time } from '../../parts/time';
import { count, words } from '../../parts/wording';
import { useMayEdit } from '../../session/viewer';
import { CreateProvider } from './create-provider';
import { ProvidersDocument, type ProvidersQuery } from './documents.generated';

const route = getRouteApi('/providers');

export function ProvidersScreen() {
  const { q = '' } = route.useSearch();
  const navigate = route.useNavigate();
  const paging = usePaging(q);
  const mayEdit = useMayEdit();
  const [isCreating, creating] = useDisclosure(false);
  const result = useQuery(ProvidersDocument, { variables: { search: q === '' ? null : q, after: paging.after } });
  const create = mayEdit ? <Button onClick={creating.open}>Create provider</Button> : null;
  return (
    <>
      <PageHeader title="Providers" actions={create}>
        Vendors, with the models that policies may choose and the endpoints that serve them.
      </PageHeader>
      <ListSearch
        what="providers"
        value={q}
        onChange={(next) => void navigate({ to: '/providers', search: next === '' ? {} : { q: next }, replace: true })}
      />
      <div className="sy-panel">
        <Answer result={result} what="providers" keepsPrevious>
          {({ providers }) =>
            providers.nodes.length === 0 ? (
              <NoProviders search={q} />
            ) : (
              <>
                <ProviderTable providers={providers.nodes} />
                <Pager paging={paging} connection={providers} />
              </>
            )
          }
        </Answer>
      </div>
      <CreateProvider isOpen={isCreating} onClose={creating.close} />
    </>
  );
}

function NoProviders({ search }: { readonly search: string }) {
  if (search !== '') return <EmptyState title={`No provider matches “${search}”.`} />;
  return (
    <EmptyState title="There is no provider yet.">
      Create one for each vendor account: name the models that you pay for, then add its endpoints.
    </EmptyState>
  );
}

function ProviderTable({ providers }: { readonly providers: ProvidersQuery['providers']['nodes'] }) {
  return (
    <ScrollTable minWidth={640} label="Providers">
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Name</Table.Th>
            <Table.Th>Template</Table.Th>
            <Table.Th>Models</Table.Th>
            <Table.Th>Endpoints</Table.Th>
            <Table.Th>Credentials</Table.Th>
            <Table.Th>Changed</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {providers.map(({ id, name, displayName, template, models, endpoints, updatedAt }) => {
            const without = endpoints.filter(({ credential }) => !credential.isSet).length;
            return (
              <Table.Tr key={id}>
                <Table.Td>
                  <PageLink to="/providers/$name" params={{ name }} fw={600}>
                    {name}
                  </PageLink>
                  {displayName === name ? null : <div>{displayName}</div>}
                </Table.Td>
                <Table.Td>{words(template)}</Table.Td>
                <Table.Td>{enabledOf(models)}</Table.Td>
                <Table.Td>{enabledOf(endpoints)}</Table.Td>
                <Table.Td>
                  {endpoints.length === 0 ? (
                    '–'
                  ) : (
                    <Status kind={without === 0 ? 'ok' : 'warn'}>
                      {without === 0 ? 'all set' : `${count(without, 'endpoint')} without`}
                    </Status>
                  )}
                </Table.Td>
                <Table.Td>
                  <Time at={updatedAt} />
                </Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </ScrollTable>
  );
}

function enabledOf(objects: readonly { readonly enabled: boolean }[]): string {
  const disabled = objects.filter(({ enabled }) => !enabled).length;
  return disabled === 0 ? String(objects.length) : `${objects.length}, ${disabled} disabled`;
}
