import { useQuery } from '@apollo/client/react';
import { Button, Group, MultiSelect, Paper, Stack, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { PlainChip } from '../../parts/plain-chip';
import { FailureNote } from '../../parts/states';
import { Unsaved } from '../../parts/unsaved';
import { useChange } from '../../parts/use-change';
import { useMayEdit } from '../../session/viewer';
import type { Consumer } from './consumer';
import { AiApiChoicesDocument, SetAccessDocument } from './documents.generated';

const TYPING_PAUSE_MS = 200;

/** Which AI APIs the consumer may call. */
export function ConsumerAccess({ consumer: { id, accessGrants } }: { readonly consumer: Consumer }) {
  const mayEdit = useMayEdit();
  const granted = accessGrants.nodes.map(({ aiApi }) => aiApi);
  // Null until something is chosen, so that what somebody else grants shows up.
  const [chosen, setChosen] = useState<readonly string[] | null>(null);
  const [typed, setTyped] = useState('');
  const [search] = useDebouncedValue(typed.trim(), TYPING_PAUSE_MS);
  const result = useQuery(AiApiChoicesDocument, { variables: { search: search === '' ? null : search } });
  const data = result.data ?? result.previousData;
  const [known, setKnown] = useState<ReadonlyMap<string, string>>(new Map());
  const names = new Map([
    ...known,
    ...[...granted, ...(data?.aiApis.nodes ?? [])].map((aiApi): [string, string] => [aiApi.id, aiApi.name]),
  ]);
  const change = useChange(SetAccessDocument, 'Access saved');
  const save = async () => {
    if (chosen === null) return;
    if ((await change.run({ input: { consumerId: id, aiApiIds: [...chosen] } })) !== null) setChosen(null);
  };
  // More than one page of them is not edited as a whole here: what is not seen would be revoked.
  const isWhole = accessGrants.totalCount === granted.length;
  return (
    <section aria-label="Access">
      <Title order={2} mb="xs">
        Access
      </Title>
      <Paper className="sy-panel" p="md">
        <Stack gap="sm">
          <Unsaved isDirty={chosen !== null} />
          <MultiSelect
            label="AI APIs that it may call"
            description={
              isWhole ? undefined : `The first 200 of ${accessGrants.totalCount}. Change them by a manifest.`
            }
            searchable
            searchValue={typed}
            onSearchChange={setTyped}
            disabled={!mayEdit || !isWhole}
            data={[...names].map(([value, label]) => ({ value, label }))}
            value={[...(chosen ?? granted.map((aiApi) => aiApi.id))]}
            onChange={(ids) => {
              setKnown(names);
              setChosen(ids);
            }}
            renderPill={({ option, value, onRemove, disabled }) => (
              <PlainChip
                label={option?.label ?? names.get(String(value)) ?? ''}
                onRemove={disabled ? undefined : onRemove}
              />
            )}
            nothingFoundMessage="No AI API has that name"
          />
          {change.failure === null ? null : <FailureNote failure={change.failure} />}
          <Group justify="flex-end">
            <Button disabled={chosen === null} loading={change.isBusy} onClick={() => void save()}>
              Save access
            </Button>
          </Group>
        </Stack>
      </Paper>
    </section>
  );
}
