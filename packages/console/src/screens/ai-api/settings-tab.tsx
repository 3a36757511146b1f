import {
  Button,
  Checkbox,
  Fieldset,
  Group,
  NumberInput,
  Paper,
  Select,
  Stack,
  Switch,
  TextInput,
  Title,
} from '@mantine/core';
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
import { Unsaved } from '../../parts/unsaved';
import { useChange } from '../../parts/use-change';
import { count } from '../../parts/wording';
import { useMayEdit } from '../../session/viewer';
import type { AiApi } from './ai-api';
import { DeleteAiApiDocument, UpdateAiApiDocument } from './documents.generated';

type Edited = Pick<
  AiApi,
  | 'name'
  | 'displayName'
  | 'basePath'
  | 'labels'
  | 'enabled'
  | 'requestTimeoutSeconds'
  | 'totalTimeoutSeconds'
  | 'streamIdleTimeoutSeconds'
  | 'defaultProductionEndpoint'
  | 'defaultSandboxEndpoint'
>;

const valuesOf = (aiApi: Edited) => ({
  name: aiApi.name,
  displayName: aiApi.displayName,
  basePath: aiApi.basePath,
  labels: labelTexts(aiApi.labels),
  enabled: aiApi.enabled,
  requestTimeoutSeconds: aiApi.requestTimeoutSeconds,
  totalTimeoutSeconds: aiApi.totalTimeoutSeconds,
  streamIdleTimeoutSeconds: aiApi.streamIdleTimeoutSeconds,
  defaultProductionEndpointId: aiApi.defaultProductionEndpoint?.id ?? null,
  defaultSandboxEndpointId: aiApi.defaultSandboxEndpoint?.id ?? null,
});

const describe = (aiApi: Edited) => ({
  Name: aiApi.name,
  'Display name': aiApi.displayName,
  'Base path': aiApi.basePath,
  Labels: labelTexts(aiApi.labels).join(', '),
  Enabled: aiApi.enabled ? 'yes' : 'no',
  'Request timeout': String(aiApi.requestTimeoutSeconds),
  'Total timeout': String(aiApi.totalTimeoutSeconds),
  'Stream idle timeout': String(aiApi.streamIdleTimeoutSeconds),
  'Default production endpoint': aiApi.defaultProductionEndpoint?.name ?? '',
  'Default sandbox endpoint': aiApi.defaultSandboxEndpoint?.name ?? '',
});

const SECONDS = [
  ['requestTimeoutSeconds', 'Request timeout, in seconds'],
  ['totalTimeoutSeconds', 'Total timeout, in seconds'],
  ['streamIdleTimeoutSeconds', 'A stream may pause for, in seconds'],
] as const;

export function SettingsTab({ aiApi }: { readonly aiApi: AiApi }) {
  const navigate = useNavigate();
  const mayEdit = useMayEdit();
  const change = useChange(UpdateAiApiDocument, 'AI API saved');
  const { base, changes, rebase } = useEdited(aiApi, describe);
  const form = useForm({ initialValues: valuesOf(aiApi) });
  const errors = change.failure === null ? {} : errorsByPath(change.failure);
  const submit = form.onSubmit(async (values) => {
    const { labels, ...changed } = changedValues(values, valuesOf(base));
    const payload = await change.run({
      input: {
        aiApiId: aiApi.id,
        expectedVersion: base.version,
        ...changed,
        ...(labels === undefined ? {} : { labels: labelInputs(labels) }),
      },
    });
    if (payload === null) return;
    rebase({ ...aiApi, ...payload.aiApi });
    // In the order of the API.
    form.setFieldValue('labels', labelTexts(payload.aiApi.labels));
    const { name } = payload.aiApi;
    if (name !== base.name)
      await navigate({ to: '/ai-apis/$name', params: { name }, search: { tab: 'settings' }, ignoreBlocker: true });
  });
  const isDirty = Object.keys(changedValues(form.values, valuesOf(base))).length > 0;
  const merge = () => {
    form.setValues(mergeValues(form.values, valuesOf(base), valuesOf(aiApi)));
    rebase();
    change.forget();
  };
  const endpoints = (environment: string) =>
    (aiApi.providers[0]?.endpoints ?? [])
      .filter((endpoint) => endpoint.environment === environment)
      .map(({ id, name, enabled }) => ({ value: id, label: enabled ? name : `${name} (disabled)` }));
  return (
    <Stack gap="md" maw={560}>
      <Paper className="sy-panel" p="md" component="form" onSubmit={submit} noValidate>
        <Fieldset variant="unstyled" disabled={!mayEdit}>
          <Stack gap="sm">
            <Unsaved isDirty={isDirty} />
            {changes === null ? null : <StaleNotice changes={changes} onMerge={merge} />}
            <TextInput label="Name" {...form.getInputProps('name')} error={errors['name']} />
            <TextInput label="Display name" {...form.getInputProps('displayName')} error={errors['displayName']} />
            <TextInput
              label="Base path"
              description="Consumers that call the present one get 404 as soon as it changes."
              {...form.getInputProps('basePath')}
              error={errors['basePath']}
            />
            <Switch label="Enabled" {...form.getInputProps('enabled', { type: 'checkbox' })} />
            <Select
              label="Default production endpoint"
              clearable
              data={endpoints('PRODUCTION')}
              {...form.getInputProps('defaultProductionEndpointId')}
              error={errors['defaultProductionEndpointId']}
            />
            <Select
              label="Default sandbox endpoint"
              clearable
              data={endpoints('SANDBOX')}
              {...form.getInputProps('defaultSandboxEndpointId')}
              error={errors['defaultSandboxEndpointId']}
            />
            {SECONDS.map(([name, label]) => (
              <NumberInput key={name} label={label} min={1} {...form.getInputProps(name)} error={errors[name]} />
            ))}
            <LabelsInput
              errors={errors}
              value={form.values.labels}
              onChange={(labels) => form.setFieldValue('labels', labels)}
            />
            {change.failure === null ? null : <FailureNote failure={change.failure} />}
            <Group justify="flex-end">
              <Button type="submit" loading={change.isBusy}>
                Save AI API
              </Button>
            </Group>
          </Stack>
        </Fieldset>
      </Paper>
      {mayEdit ? <DeleteAiApi aiApi={aiApi} /> : null}
    </Stack>
  );
}

function DeleteAiApi({ aiApi: { id, name, version, policies, accessGrants } }: { readonly aiApi: AiApi }) {
  const navigate = useNavigate();
  const [isOpen, setOpen] = useState(false);
  const [revokesAccess, setRevokesAccess] = useState(false);
  const change = useChange(DeleteAiApiDocument, 'AI API deleted');
  const consumers = accessGrants.totalCount;
  const confirm = async () => {
    const input = { aiApiId: id, expectedVersion: version, revokeAccess: revokesAccess };
    if ((await change.run({ input })) !== null) await navigate({ to: '/ai-apis', ignoreBlocker: true });
  };
  return (
    <Paper className="sy-panel" p="md">
      <Group justify="space-between">
        <Title order={2}>Delete this AI API</Title>
        <Button variant="default" onClick={() => setOpen(true)}>
          Delete AI API
        </Button>
      </Group>
      <Confirm
        title={`Delete AI API ${name}?`}
        action="Delete AI API"
        isOpen={isOpen}
        isBusy={change.isBusy}
        isForbidden={consumers > 0 && !revokesAccess}
        failure={change.failure}
        onConfirm={() => void confirm()}
        onClose={() => setOpen(false)}
      >
        <p>
          Its {count(policies.length, 'policy', 'policies')} are deleted with it. {count(consumers, 'consumer')} can
          call it now.
        </p>
        {consumers === 0 ? null : (
          <Checkbox
            label={`Revoke the access of ${count(consumers, 'consumer')} as well`}
            checked={revokesAccess}
            onChange={({ currentTarget }) => setRevokesAccess(currentTarget.checked)}
          />
        )}
      </Confirm>
    </Paper>
  );
}
