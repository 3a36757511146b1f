import { useQuery } from '@apollo/client/react';
import { Button, Group, Stack, Table, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDisclosure } from '@mantine/hooks';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { errorsByPath } from '../../graphql/failure';
import { Answer } from '../../parts/answer';
import { FormDialog } from '../../parts/form-dialog';
import { labelInputs } from '../../parts/labels';
import { LabelsInput } from '../../parts/labels-input';
import { chosenFilter, type Choices, ListChoice } from '../../parts/list-choice';
import { ListSearch } from '../../parts/list-search';
import { Status } from '../../parts/note';
import { PageHeader } from '../../parts/page-header';
import { PageLink } from '../../parts/page-link';
import { Pager, usePaging } from '../../parts/paging';
import { ScrollTable } from '../../parts/scroll-table';
import { EmptyState, FailureNote } from '../../parts/states';
import { Time } from '../../parts/time';
import { useChange } from '../../parts/use-change';
import { useMayEdit } from '../../session/viewer';
import {
  ConsumersDocument,
  type ConsumersQuery,
  type ConsumersQueryVariables,
  CreateConsumerDocument,
} from './documents.generated';

const route = getRouteApi('/consumers');

type Filter = NonNullable<ConsumersQueryVariables['filter']>;

const EXPIRES_WITHIN_DAYS = 30;
const DAY_MS = 86_400_000;

const choicesAt = (nowMs: number): Choices<Filter> => ({
  enabled: ['Enabled', { enabled: true }],
  disabled: ['Disabled', { enabled: false }],
  expiring: [
    `With a key that expires within ${EXPIRES_WITHIN_DAYS} days`,
    { keyExpiresBefore: new Date(nowMs + EXPIRES_WITHIN_DAYS * DAY_MS).toISOString() },
  ],
});

export function ConsumersScreen() {
  const search = route.useSearch();
  const { q = '', show } = search;
  const navigate = route.useNavigate();
  const paging = usePaging(`${q} ${show}`);
  const mayEdit = useMayEdit();
  const [isCreating, creating] = useDisclosure(false);
  const [choices] = useState(() => choicesAt(Date.now()));
  const filter: Filter = { ...chosenFilter(choices, show), ...(q === '' ? {} : { search: q }) };
  const isFiltered = Object.keys(filter).length > 0;
  const result = useQuery(ConsumersDocument, { variables: { filter, after: paging.after } });
  const find = (change: typeof search) =>
    void navigate({ to: '/consumers', search: { ...search, ...change }, replace: true });
  return (
    <>
      <PageHeader title="Consumers" actions={mayEdit ? <Button onClick={creating.open}>Create consumer</Button> : null}>
        Applications that call AI APIs, each with its own keys and access.
      </PageHeader>
      <ListSearch what="consumers" value={q} onChange={(next) => find({ q: next === '' ? undefined : next })}>
        <ListChoice what="consumers" choices={choices} value={show} onChange={(next) => find({ show: next })} />
      </ListSearch>
      <div className="sy-panel">
        <Answer result={result} what="consumers" keepsPrevious>
          {({ consumers }) =>
            consumers.nodes.length === 0 ? (
              <EmptyState title={isFiltered ? 'No consumer matches.' : 'There is no consumer yet.'}>
                {isFiltered
                  ? 'Search for less, or show all consumers.'
                  : 'Create one for each application, grant it access, then issue a key.'}
              </EmptyState>
            ) : (
              <>
                <ConsumerTable consumers={consumers.nodes} />
                <Pager paging={paging} connection={consumers} />
              </>
            )
          }
        </Answer>
      </div>
      <FormDialog opened={isCreating} onClose={creating.close} title="Create consumer">
        <CreateConsumerForm onClose={creating.close} />
      </FormDialog>
    </>
  );
}

function ConsumerTable({ consumers }: { readonly consumers: ConsumersQuery['consumers']['nodes'] }) {
  return (
    <ScrollTable minWidth={560} label="Consumers">
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Name</Table.Th>
            <Table.Th>State</Table.Th>
            <Table.Th>Active keys</Table.Th>
            <Table.Th>AI APIs</Table.Th>
            <Table.Th>Changed</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {consumers.map(({ id, name, displayName, enabled, consumerKeys, accessGrants, updatedAt }) => (
            <Table.Tr key={id}>
              <Table.Td>
                <PageLink to="/consumers/$name" params={{ name }} fw={600}>
                  {name}
                </PageLink>
                {displayName === name ? null : <div>{displayName}</div>}
              </Table.Td>
              <Table.Td>
                <Status kind={enabled ? 'ok' : 'idle'}>{enabled ? 'enabled' : 'disabled'}</Status>
              </Table.Td>
              <Table.Td>{consumerKeys.totalCount}</Table.Td>
              <Table.Td>{accessGrants.totalCount}</Table.Td>
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

function CreateConsumerForm({ onClose }: { readonly onClose: () => void }) {
  const navigate = route.useNavigate();
  const change = useChange(CreateConsumerDocument, 'Consumer created');
  const form = useForm({ initialValues: { name: '', displayName: '', labels: [] as string[] } });
  const errors = change.failure === null ? {} : errorsByPath(change.failure);
  const submit = form.onSubmit(async ({ name, displayName, labels }) => {
    const input = {
      name,
      ...(displayName === '' ? {} : { displayName }),
      ...(labels.length === 0 ? {} : { labels: labelInputs(labels) }),
    };
    const payload = await change.run({ input });
    if (payload === null) return;
    onClose();
    await navigate({
      to: '/consumers/$name',
      params: { name: payload.consumer.name },
      search: {},
      ignoreBlocker: true,
    });
  });
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <TextInput label="Name" required data-autofocus {...form.getInputProps('name')} error={errors['name']} />
        <TextInput label="Display name" {...form.getInputProps('displayName')} error={errors['displayName']} />
        <LabelsInput
          errors={errors}
          value={form.values.labels}
          onChange={(labels) => form.setFieldValue('labels', labels)}
        />
        {change.failure === null ? null : <FailureNote failure={change.failure} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={change.isBusy}>
            Create consumer
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
