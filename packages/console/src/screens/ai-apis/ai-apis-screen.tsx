import { useQuery } from '@apollo/client/react';
import { Button, Table } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { getRouteApi } from '@tanstack/react-router';
import { Answer } from '../../parts/answer';
import { chosenFilter, type Choices, ListChoice } from '../../parts/list-choice';
import { number, ratio } from '../../parts/figures';
import { Health } from '../../parts/health';
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
import { CreateAiApi } from './create-ai-api';
import { AiApisDocument, type AiApisQuery, type AiApisQueryVariables } from './documents.generated';
import { type AiApiNow, useAiApisNow } from './use-ai-apis-now';

const route = getRouteApi('/ai-apis');

const CHOICES: Choices<NonNullable<AiApisQueryVariables['filter']>> = {
  enabled: ['Enabled', { enabled: true }],
  disabled: ['Disabled', { enabled: false }],
  'round-robin': ['Round robin', { policyKinds: ['ROUND_ROBIN'] }],
  weighted: ['Weighted round robin', { policyKinds: ['WEIGHTED_ROUND_ROBIN'] }],
  failover: ['Failover', { policyKinds: ['FAILOVER'] }],
  'without-policy': ['Without a policy', { hasPolicies: false }],
};

export function AiApisScreen() {
  const search = route.useSearch();
  const { q = '', show } = search;
  const navigate = route.useNavigate();
  const paging = usePaging(`${q} ${show}`);
  const mayEdit = useMayEdit();
  const [isCreating, creating] = useDisclosure(false);
  const filter = { ...chosenFilter(CHOICES, show), ...(q === '' ? {} : { search: q }) };
  const result = useQuery(AiApisDocument, { variables: { filter, after: paging.after } });
  const find = (change: typeof search) =>
    void navigate({ to: '/ai-apis', search: { ...search, ...change }, replace: true });
  return (
    <>
      <PageHeader title="AI APIs" actions={mayEdit ? <Button onClick={creating.open}>Create AI API</Button> : null}>
        What consumers call: a base path in front of one or several providers, and how requests are routed.
      </PageHeader>
      <ListSearch what="AI APIs" value={q} onChange={(next) => find({ q: next === '' ? undefined : next })}>
        <ListChoice what="AI APIs" choices={CHOICES} value={show} onChange={(next) => find({ show: next })} />
      </ListSearch>
      <div className="sy-panel">
        <Answer result={result} what="AI APIs" keepsPrevious>
          {({ aiApis }) =>
            aiApis.nodes.length === 0 ? (
              <NoAiApis isFiltered={Object.keys(filter).length > 0} />
            ) : (
              <>
                <AiApiTable aiApis={aiApis.nodes} />
                <Pager paging={paging} connection={aiApis} />
              </>
            )
          }
        </Answer>
      </div>
      <CreateAiApi isOpen={isCreating} onClose={creating.close} />
    </>
  );
}

function NoAiApis({ isFiltered }: { readonly isFiltered: boolean }) {
  if (isFiltered) return <EmptyState title="No AI API matches.">Search for less, or show all AI APIs.</EmptyState>;
  return (
    <EmptyState title="There is no AI API yet.">
      Create a <PageLink to="/providers">provider</PageLink> with models and endpoints first, then an AI API in front of
      it.
    </EmptyState>
  );
}

function AiApiTable({ aiApis }: { readonly aiApis: AiApisQuery['aiApis']['nodes'] }) {
  const now = useAiApisNow(aiApis.map(({ id }) => id));
  return (
    <ScrollTable minWidth={980} label="AI APIs">
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Name</Table.Th>
            <Table.Th>Base path</Table.Th>
            <Table.Th>Providers</Table.Th>
            <Table.Th>Routing</Table.Th>
            <Table.Th>State</Table.Th>
            <Table.Th>Targets now</Table.Th>
            <Table.Th ta="right">Requests in the last hour</Table.Th>
            <Table.Th ta="right">Answered</Table.Th>
            <Table.Th>Changed</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {aiApis.map(({ id, name, basePath, providers, policies, enabled, updatedAt }) => (
            <Table.Tr key={id}>
              <Table.Td>
                <PageLink to="/ai-apis/$name" params={{ name }} fw={600}>
                  {name}
                </PageLink>
              </Table.Td>
              <Table.Td className="sy-mono">{basePath}</Table.Td>
              <Table.Td>{providers.map((provider) => provider.name).join(', ')}</Table.Td>
              <Table.Td>{routingOf(policies)}</Table.Td>
              <Table.Td>
                <Status kind={enabled ? 'ok' : 'idle'}>{enabled ? 'enabled' : 'disabled'}</Status>
              </Table.Td>
              <NowCells now={now.get(id)} />
              <Table.Td>
                <Time at={updatedAt} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollTable>
  );
}

/** @param now undefined until it is known */
function NowCells({ now }: { readonly now: AiApiNow | undefined }) {
  const { total = 0, answered = 0 } = now?.traffic.requests ?? {};
  return (
    <>
      <Table.Td>
        <Health health={now?.health} />
      </Table.Td>
      <Table.Td ta="right" className="sy-figure">
        {now === undefined ? '…' : number(total)}
      </Table.Td>
      <Table.Td ta="right" className="sy-figure">
        {now === undefined ? '…' : ratio(answered, total)}
      </Table.Td>
    </>
  );
}

function routingOf(policies: readonly { readonly kind: string }[]): string {
  const [first] = policies;
  if (first === undefined) return 'default endpoints';
  return policies.length === 1
    ? words(first.kind)
    : `${count(policies.length, 'policy', 'policies')}, ${words(first.kind)}`;
}
