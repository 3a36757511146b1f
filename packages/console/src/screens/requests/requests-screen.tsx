import { Group, Select, TextInput } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { PageHeader } from '../../parts/page-header';
import { DEFAULT_PERIOD, PERIODS, periodOf } from '../../parts/period';
import { ConditionFields } from './condition-fields';
import { filterOf, readCondition } from './request-condition';
import { RequestList } from './request-list';
import { RequestPanel } from './request-panel';

const route = getRouteApi('/requests');

/** What happened to requests. All that is chosen is in the address, so that it can be shared. */
export function RequestsScreen() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const condition = readCondition(search.by, search.value);
  const period = periodOf(search.period);
  const show = (change: Partial<typeof search>) =>
    void navigate({
      to: '/requests',
      search: { ...search, ...change },
      replace: !('request' in change),
    });
  return (
    <>
      <PageHeader title="Requests">
        Every request that failed or was sent to more than one target, and a share of the others.
      </PageHeader>
      <Group mb="sm" gap="sm" align="flex-end">
        <Select
          label="Period"
          data={PERIODS.map(({ value, label }) => ({ value, label: `Last ${label}` }))}
          value={period.value}
          onChange={(value) => show({ period: value === DEFAULT_PERIOD.value || value === null ? undefined : value })}
          allowDeselect={false}
          w={{ base: '100%', xs: 150 }}
        />
        <ConditionFields
          condition={condition}
          onChange={(next) =>
            show({ by: next?.by, value: next === null || next.value === '' ? undefined : next.value })
          }
        />
        <FindById onFind={(id) => show({ request: id })} />
      </Group>
      <RequestList filter={filterOf(condition)} period={period} onOpen={(id) => show({ request: id })} />
      <RequestPanel id={search.request ?? null} onClose={() => show({ request: undefined })} />
    </>
  );
}

/** Opens a request whose id a consumer has told: it is a header of each response. */
function FindById({ onFind }: { readonly onFind: (id: string) => void }) {
  const [id, setId] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (id.trim() !== '') onFind(id.trim());
  };
  return (
    <form onSubmit={submit} className="sy-form">
      <TextInput
        label="Open by id"
        placeholder="x-request-id of a response"
        value={id}
        onChange={({ currentTarget }) => setId(currentTarget.value)}
        classNames={{ input: 'sy-mono' }}
        w={{ base: '100%', xs: 290 }}
      />
    </form>
  );
}
