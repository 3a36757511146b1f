import { Button, Group, Paper, Stack, Switch, Table, TagsInput, Text } from '@mantine/core';
import { useState } from 'react';
import { errorsByPath } from '../../graphql/failure';
import { Confirm } from '../../parts/confirm';
import { ScrollTable } from '../../parts/scroll-table';
import { EmptyState, FailureNote } from '../../parts/states';
import { Time } from '../../parts/time';
import { Unsaved } from '../../parts/unsaved';
import { useChange } from '../../parts/use-change';
import { count } from '../../parts/wording';
import { useMayEdit } from '../../session/viewer';
import { AddModelsDocument, DeleteModelsDocument, UpdateModelDocument } from './documents.generated';
import { FetchModels } from './fetch-models';
import { editedNames, editsOf, NO_EDITS } from './model-edits';
import { ModelForm } from './model-form';
import { presentPrice } from './price-draft';
import type { Model, Provider } from './provider';

export function ModelsTab({ provider }: { readonly provider: Provider }) {
  const mayEdit = useMayEdit();
  return (
    <Stack gap="md">
      {mayEdit ? <ModelNames provider={provider} /> : null}
      <Paper className="sy-panel">
        {provider.models.length === 0 ? (
          <EmptyState title="This provider has no models yet.">
            Policies can choose only models that are listed here.
          </EmptyState>
        ) : (
          <ModelTable models={provider.models} mayEdit={mayEdit} />
        )}
      </Paper>
    </Stack>
  );
}

/** The model list as chips: what is added and removed takes effect with *Update*. */
function ModelNames({ provider }: { readonly provider: Provider }) {
  const { id, models } = provider;
  const present = models.map(({ name }) => name);
  // Apart from the list, so that a model that somebody else adds shows up, and is not taken for one to delete.
  const [edits, setEdits] = useState(NO_EDITS);
  const [isConfirming, setConfirming] = useState(false);
  const adding = useChange(AddModelsDocument, 'Models added');
  const deleting = useChange(DeleteModelsDocument, 'Models deleted');
  const names = editedNames(present, edits);
  const setNames = (next: readonly string[]) => setEdits(editsOf(present, next));
  const { added } = editsOf(present, names);
  const removed = models.filter(({ name }) => edits.removed.includes(name));
  const failure = adding.failure ?? deleting.failure;
  const apply = async () => {
    deleting.forget();
    if (added.length > 0) {
      const payload = await adding.run({ input: { providerId: id, models: added.map((name) => ({ name })) } });
      if (payload === null) return;
    }
    if (removed.length > 0) {
      const payload = await deleting.run({ input: { modelIds: removed.map((model) => model.id) } });
      if (payload === null) return;
    }
    setConfirming(false);
    setEdits(NO_EDITS);
  };
  return (
    <Paper className="sy-panel" p="md">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (removed.length > 0) setConfirming(true);
          else void apply();
        }}
      >
        <Stack gap="sm">
          <TagsInput
            label="Model list"
            description="Type a name as the vendor writes it, then press Enter. Backspace removes the last one."
            value={[...names]}
            onChange={setNames}
            splitChars={[',', ' ']}
            error={failure === null ? undefined : Object.values(errorsByPath(failure))[0]}
          />
          {failure === null ? null : <FailureNote failure={failure} />}
          <Group justify="space-between" gap="xs">
            <Text size="sm" c="dimmed" aria-live="polite">
              {added.length + removed.length === 0
                ? 'No changes'
                : `${count(added.length, 'model')} to add, ${removed.length} to delete`}
            </Text>
            <Group gap="xs">
              <FetchModels
                provider={provider}
                onChoose={(more) => setNames([...names, ...more.filter((name) => !names.includes(name))])}
              />
              <Button type="submit" disabled={added.length + removed.length === 0} loading={adding.isBusy}>
                Update
              </Button>
            </Group>
          </Group>
        </Stack>
      </form>
      <Unsaved isDirty={added.length + removed.length > 0} />
      <Confirm
        title={`Delete ${count(removed.length, 'model')}?`}
        action="Delete and update"
        isOpen={isConfirming}
        isBusy={deleting.isBusy}
        failure={failure}
        onConfirm={() => void apply()}
        onClose={() => setConfirming(false)}
      >
        <span className="sy-mono">{removed.map(({ name }) => name).join(', ')}</span>: consumers can no longer ask for
        them. A model that a policy or an alias uses is not deleted.
      </Confirm>
    </Paper>
  );
}

function ModelTable({ models, mayEdit }: { readonly models: readonly Model[]; readonly mayEdit: boolean }) {
  const change = useChange(UpdateModelDocument, 'Model saved');
  const [editedId, setEditedId] = useState<string | null>(null);
  // The one that is edited stays live, so that a change by somebody else shows.
  const edited = models.find(({ id }) => id === editedId);
  return (
    <>
      {change.failure === null ? null : <FailureNote failure={change.failure} />}
      <ScrollTable minWidth={620} label="Models">
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Model</Table.Th>
              <Table.Th>Enabled</Table.Th>
              <Table.Th>Price per million tokens</Table.Th>
              <Table.Th>Changed</Table.Th>
              <Table.Th>
                <span className="sy-visually-hidden">Actions</span>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {models.map((model) => (
              <Table.Tr key={model.id}>
                <Table.Td className="sy-mono">{model.name}</Table.Td>
                <Table.Td>
                  <Switch
                    aria-label={`${model.name} is enabled`}
                    checked={model.enabled}
                    disabled={!mayEdit}
                    onChange={({ currentTarget: { checked } }) =>
                      void change.run({
                        input: { modelId: model.id, enabled: checked, expectedVersion: model.version },
                      })
                    }
                  />
                </Table.Td>
                <Table.Td>{priceText(model)}</Table.Td>
                <Table.Td>
                  <Time at={model.updatedAt} />
                </Table.Td>
                <Table.Td>
                  {mayEdit ? (
                    <Button size="compact-xs" variant="default" onClick={() => setEditedId(model.id)}>
                      Edit prices<span className="sy-visually-hidden"> of {model.name}</span>
                    </Button>
                  ) : null}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollTable>
      {edited === undefined ? null : <ModelForm key={edited.id} model={edited} onClose={() => setEditedId(null)} />}
    </>
  );
}

function priceText({ prices }: Model): string {
  const current = presentPrice(prices, Date.now());
  if (current === null) return prices.length === 0 ? 'not known' : 'none yet';
  const { inputPerMillion, outputPerMillion } = current;
  return `${inputPerMillion} in, ${outputPerMillion} out`;
}
