import { Box, Button, Group, Paper, Stack, Switch, Table, TagsInput, Text } from '@mantine/core';
import { useState } from 'react';
import { errorsByPath } from '../../graphql/failure';
import { Confirm } from '../../parts/confirm';
import { ListSearch } from '../../parts/list-search';
import { pageOf, Pager, usePaging } from '../../parts/paging';
import { ScrollTable } from '../../parts/scroll-table';
import { EmptyState, FailureNote } from '../../parts/states';
import { Time } from '../../parts/time';
import { Unsaved } from '../../parts/unsaved';
import { useChange } from '../../parts/use-change';
import { useCurrency } from '../../parts/use-currency';
import { count } from '../../parts/wording';
import { useMayEdit } from '../../session/viewer';
import { AddModelsDocument, DeleteModelsDocument, UpdateModelDocument } from './documents.generated';
import { FetchModels } from './fetch-models';
import { editedNames, editsOf, type ModelEdits, NO_EDITS } from './model-edits';
import { ModelForm } from './model-form';
import { presentPrice } from './price-draft';
import type { Model, Provider } from './provider';

/** As many models as are shown as chips. */
const CHIPS_MAX = 100;

export function ModelsTab({ provider }: { readonly provider: Provider }) {
  const mayEdit = useMayEdit();
  // Apart from the list, so that a model that somebody else adds shows up, and is not taken for one to delete.
  const [edits, setEdits] = useState(NO_EDITS);
  // A thousand chips would hold the page up while they are drawn, and nobody finds one among them.
  const isLong = provider.models.length > CHIPS_MAX;
  return (
    <Stack gap="md">
      {mayEdit ? <ModelNames provider={provider} edits={edits} onEdit={setEdits} isLong={isLong} /> : null}
      <Paper className="sy-panel">
        {provider.models.length === 0 ? (
          <EmptyState title="This provider has no models yet.">
            Policies can choose only models that are listed here.
          </EmptyState>
        ) : (
          <ModelTable models={provider.models} edits={edits} onEdit={mayEdit && isLong ? setEdits : null} />
        )}
      </Paper>
    </Stack>
  );
}

interface ModelNamesProps {
  readonly provider: Provider;
  readonly edits: ModelEdits;
  readonly onEdit: (edits: ModelEdits) => void;
  /** Whether the models that are there are not shown as chips: they are removed in the table. */
  readonly isLong: boolean;
}

/** The model list as chips: what is added and removed takes effect with *Update*. */
function ModelNames({ provider, edits, onEdit, isLong }: ModelNamesProps) {
  const { id, models } = provider;
  const present = models.map(({ name }) => name);
  const [isConfirming, setConfirming] = useState(false);
  const adding = useChange(AddModelsDocument, 'Models added');
  const deleting = useChange(DeleteModelsDocument, 'Models deleted');
  const names = editedNames(isLong ? [] : present, edits);
  const setNames = (next: readonly string[]) =>
    onEdit(isLong ? { ...edits, added: next.filter((name) => !present.includes(name)) } : editsOf(present, next));
  const added = names.filter((name) => !present.includes(name));
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
    onEdit(NO_EDITS);
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
            label={isLong ? 'Models to add' : 'Model list'}
            description={`Type a name as the vendor writes it, then press Enter. ${isLong ? 'The models that are there stand below.' : 'Backspace removes the last one.'}`}
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

interface ModelTableProps {
  readonly models: readonly Model[];
  readonly edits: ModelEdits;
  /** Marks models as removed; null where chips do that, or nobody may. */
  readonly onEdit: ((edits: ModelEdits) => void) | null;
}

function ModelTable({ models, edits, onEdit }: ModelTableProps) {
  const mayEdit = useMayEdit();
  const currency = useCurrency();
  const [search, setSearch] = useState('');
  const paging = usePaging(search);
  const page = pageOf(
    models.filter(({ name }) => name.toLowerCase().includes(search.toLowerCase())),
    paging,
  );
  const isPaged = page.nodes.length < models.length;
  const change = useChange(UpdateModelDocument, 'Model saved');
  const [editedId, setEditedId] = useState<string | null>(null);
  // The one that is edited stays live, so that a change by somebody else shows.
  const edited = models.find(({ id }) => id === editedId);
  return (
    <>
      {change.failure === null ? null : <FailureNote failure={change.failure} />}
      {isPaged ? (
        <Box p="sm" pb={0}>
          <ListSearch what="models" value={search} onChange={setSearch} />
        </Box>
      ) : null}
      <ScrollTable minWidth={620} label="Models">
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Model</Table.Th>
              <Table.Th>Enabled</Table.Th>
              <Table.Th>Price per million tokens{currency === null ? '' : `, in ${currency}`}</Table.Th>
              <Table.Th>Changed</Table.Th>
              <Table.Th>
                <span className="sy-visually-hidden">Actions</span>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {page.nodes.map((model) => (
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
                    <Group gap="xs" wrap="nowrap">
                      <Button size="compact-xs" variant="default" onClick={() => setEditedId(model.id)}>
                        Edit prices<span className="sy-visually-hidden"> of {model.name}</span>
                      </Button>
                      {onEdit === null ? null : <RemoveModel name={model.name} edits={edits} onEdit={onEdit} />}
                    </Group>
                  ) : null}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollTable>
      {page.nodes.length === 0 ? <EmptyState title="No model matches.">Search for less.</EmptyState> : null}
      {isPaged ? <Pager paging={paging} connection={page} /> : null}
      {edited === undefined ? null : <ModelForm key={edited.id} model={edited} onClose={() => setEditedId(null)} />}
    </>
  );
}

interface RemoveModelProps {
  readonly name: string;
  readonly edits: ModelEdits;
  readonly onEdit: (edits: ModelEdits) => void;
}

/** Takes a model off the list, or back; as with a chip, that takes effect with *Update*. */
function RemoveModel({ name, edits, onEdit }: RemoveModelProps) {
  const isRemoved = edits.removed.includes(name);
  const removed = isRemoved ? edits.removed.filter((each) => each !== name) : [...edits.removed, name];
  return (
    <Button size="compact-xs" variant="default" onClick={() => onEdit({ ...edits, removed })}>
      {isRemoved ? 'Keep' : 'Remove'}
      <span className="sy-visually-hidden"> {name}</span>
    </Button>
  );
}

function priceText({ prices }: Model): string {
  const current = presentPrice(prices, Date.now());
  if (current === null) return prices.length === 0 ? 'not known' : 'none yet';
  const { inputPerMillion, outputPerMillion } = current;
  return `${inputPerMillion} in, ${outputPerMillion} out`;
}
