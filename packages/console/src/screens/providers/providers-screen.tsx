import { useQuery } from '@apollo/client/react';
import { Button, Table } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { getRouteApi } from '@tanstack/react-router';
import { Answer } from '../../parts/answer';
import { ListChoice } from '../../parts/list-choice';
import { ListSearch } from '../../parts/list-search';
import { number } from '../../parts/figures';
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
import {
  ProvidersDocument,
  type ProvidersQuery,
  type ProvidersQueryVariables,
  ProviderTemplatesDocument,
} from './documents.generated';

const route = getRouteApi('/providers');

type Template = ProvidersQuery['providers']['nodes'][number]['template'];

export function ProvidersScreen() {
  const search = route.useSearch();
  const { q = '', show } = search;
  const navigate = route.useNavigate();
  const paging = usePaging(`${q} ${show}`);
  const mayEdit = useMayEdit();
  const [isCreating, creating] = useDisclosure(false);
  const { data } = useQuery(ProviderTemplatesDocument, { fetchPolicy: 'cache-first' });
  const choices = Object.fromEntries(
    (data?.providerTemplates ?? []).map(({ template, displayName }) => [template, [displayName, {}] as const]),
  );
  const filter: ProvidersQueryVariables['filter'] = {
    ...(show === undefined || (data && !Object.hasOwn(choices, show)) ? {} : { templates: [show as Template] }),
    ...(q === '' ? {} : { search: q }),
  };
  const result = useQuery(ProvidersDocument, { variables: { filter, after: paging.after } });
  const find = (change: typeof search) =>
    void navigate({ to: '/providers', search: { ...search, ...change }, replace: true });
  const create = mayEdit ? <Button onClick={creating.open}>Create provider</Button> : null;
  return (
    <>
      <PageHeader title="Providers" actions={create}>
        Vendors, with the models that policies may choose and the endpoints that serve them.
      </PageHeader>
      <ListSearch what="providers" value={q} onChange={(next) => find({ q: next === '' ? undefined : next })}>
        <ListChoice what="templates" choices={choices} value={show} onChange={(next) => find({ show: next })} />
      </ListSearch>
      <div className="sy-panel">
        <Answer result={result} what="providers" keepsPrevious>
          {({ providers }) =>
            providers.nodes.length === 0 ? (
              <NoProviders isFiltered={Object.keys(filter).length > 0} />
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

function NoProviders({ isFiltered }: { readonly isFiltered: boolean }) {
  if (isFiltered) return <EmptyState title="No provider matches.">Search for less, or show all templates.</EmptyState>;
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
          {providers.map((provider) => {
            const { id, name, displayName, template, updatedAt } = provider;
            const without = provider.uncredentialedEndpointCount;
            return (
              <Table.Tr key={id}>
                <Table.Td>
                  <PageLink to="/providers/$name" params={{ name }} fw={600}>
                    {name}
                  </PageLink>
                  {displayName === name ? null : <div>{displayName}</div>}
                </Table.Td>
                <Table.Td>{words(template)}</Table.Td>
                <Table.Td>{countOf(provider.modelCount, provider.disabledModelCount)}</Table.Td>
                <Table.Td>{countOf(provider.endpointCount, provider.disabledEndpointCount)}</Table.Td>
                <Table.Td>
                  {provider.endpointCount === 0 ? (
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

function countOf(all: number, disabled: number): string {
  return disabled === 0 ? number(all) : `${number(all)}, ${number(disabled)} disabled`;
}
