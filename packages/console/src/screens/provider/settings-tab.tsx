import { Button, Group, Paper, Stack, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { errorsByPath } from '../../graphql/failure';
import { Confirm } from '../../parts/confirm';
import { changedValues, mergeValues, useEdited } from '../../parts/edited';
import { labelInputs, labelTexts } from '../../parts/labels';
import { LabelsInput } from '../../parts/labels-input';
import { StaleNotice } from '../../parts/stale-notice';
import { FailureNote } from '../../parts/states';
import { UsedBy } from '../../parts/used-by';
import { Unsaved } from '../../parts/unsaved';
import { useChange } from '../../parts/use-change';
import { useMayEdit } from '../../session/viewer';
import { DeleteProviderDocument, UpdateProviderDocument } from './documents.generated';
import type { Provider } from './provider';

const valuesOf = ({ name, displayName, labels }: Provider) => ({ name, displayName, labels: labelTexts(labels) });
const describe = ({ name, displayName, labels }: Provider) => ({
  Name: name,
  'Display name': displayName,
  Labels: labelTexts(labels).join(', '),
});

export function SettingsTab({ provider }: { readonly provider: Provider }) {
  const navigate = useNavigate();
  const mayEdit = useMayEdit();
  const change = useChange(UpdateProviderDocument, 'Provider saved');
  const { base, changes, rebase } = useEdited(provider, describe);
  const form = useForm({ initialValues: valuesOf(provider) });
  const errors = change.failure === null ? {} : errorsByPath(change.failure);
  const submit = form.onSubmit(async (values) => {
    const { labels, ...changed } = changedValues(values, valuesOf(base));
    const payload = await change.run({
      input: {
        providerId: provider.id,
        expectedVersion: base.version,
        ...changed,
        ...(labels === undefined ? {} : { labels: labelInputs(labels) }),
      },
    });
    if (payload === null) return;
    rebase({ ...provider, ...payload.provider });
    // In the order of the API.
    form.setFieldValue('labels', labelTexts(payload.provider.labels));
    const { name } = payload.provider;
    if (name !== base.name)
      await navigate({ to: '/providers/$name', params: { name }, search: { tab: 'settings' }, ignoreBlocker: true });
  });
  const isDirty = Object.keys(changedValues(form.values, valuesOf(base))).length > 0;
  const merge = () => {
    form.setValues(mergeValues(form.values, valuesOf(base), valuesOf(provider)));
    rebase();
    change.forget();
  };
  return (
    <Stack gap="md" maw={560}>
      <Paper className="sy-panel" p="md" component="form" onSubmit={submit} noValidate>
        <Stack gap="sm">
          <Unsaved isDirty={isDirty} />
          {changes === null ? null : <StaleNotice changes={changes} onMerge={merge} />}
          <TextInput
            label="Name"
            description="Manifests refer to it; a new name is a new object to them."
            disabled={!mayEdit}
            {...form.getInputProps('name')}
            error={errors['name']}
          />
          <TextInput
            label="Display name"
            disabled={!mayEdit}
            {...form.getInputProps('displayName')}
            error={errors['displayName']}
          />
          <LabelsInput
            errors={errors}
            disabled={!mayEdit}
            value={form.values.labels}
            onChange={(labels) => form.setFieldValue('labels', labels)}
          />
          {change.failure === null ? null : <FailureNote failure={change.failure} />}
          <Group justify="flex-end">
            <Button type="submit" loading={change.isBusy} disabled={!mayEdit}>
              Save provider
            </Button>
          </Group>
        </Stack>
      </Paper>
      {mayEdit ? <DeleteProvider provider={provider} /> : null}
    </Stack>
  );
}

function DeleteProvider({
  provider: { id, name, version, usedBy, models, endpoints },
}: {
  readonly provider: Provider;
}) {
  const navigate = useNavigate();
  const [isOpen, setOpen] = useState(false);
  const change = useChange(DeleteProviderDocument, 'Provider deleted');
  const confirm = async () => {
    const payload = await change.run({ input: { providerId: id, expectedVersion: version } });
    if (payload !== null) await navigate({ to: '/providers', ignoreBlocker: true });
  };
  return (
    <Paper className="sy-panel" p="md">
      <Group justify="space-between">
        <Title order={2}>Delete this provider</Title>
        <Button variant="default" onClick={() => setOpen(true)}>
          Delete provider
        </Button>
      </Group>
      <Confirm
        title={`Delete provider ${name}?`}
        action="Delete provider"
        isOpen={isOpen}
        isBusy={change.isBusy}
        isForbidden={usedBy.totalCount > 0}
        failure={change.failure}
        onConfirm={() => void confirm()}
        onClose={() => setOpen(false)}
      >
        <p>
          Its {models.length} models and {endpoints.length} endpoints, with their credentials, are deleted with it.
        </p>
        <UsedBy references={usedBy} />
      </Confirm>
    </Paper>
  );
}
