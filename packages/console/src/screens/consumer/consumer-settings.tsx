import { Button, Fieldset, Group, Paper, Stack, Switch, TextInput, Title } from '@mantine/core';
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
import type { Consumer } from './consumer';
import { DeleteConsumerDocument, UpdateConsumerDocument } from './documents.generated';

const valuesOf = ({ name, displayName, enabled, traceAllowed, labels }: Consumer) => ({
  name,
  displayName,
  enabled,
  traceAllowed,
  labels: labelTexts(labels),
});

const describe = ({ name, displayName, enabled, traceAllowed, labels }: Consumer) => ({
  Name: name,
  'Display name': displayName,
  Enabled: enabled ? 'yes' : 'no',
  'May ask for traces': traceAllowed ? 'yes' : 'no',
  Labels: labelTexts(labels).join(', '),
});

export function ConsumerSettings({ consumer }: { readonly consumer: Consumer }) {
  const navigate = useNavigate();
  const mayEdit = useMayEdit();
  const change = useChange(UpdateConsumerDocument, 'Consumer saved');
  const { base, changes, rebase } = useEdited(consumer, describe);
  const form = useForm({ initialValues: valuesOf(consumer) });
  const errors = change.failure === null ? {} : errorsByPath(change.failure);
  const submit = form.onSubmit(async (values) => {
    const { labels, ...changed } = changedValues(values, valuesOf(base));
    const payload = await change.run({
      input: {
        consumerId: consumer.id,
        expectedVersion: base.version,
        ...changed,
        ...(labels === undefined ? {} : { labels: labelInputs(labels) }),
      },
    });
    if (payload === null) return;
    rebase({ ...consumer, ...payload.consumer });
    // In the order of the API.
    form.setFieldValue('labels', labelTexts(payload.consumer.labels));
    const { name } = payload.consumer;
    if (name !== base.name) await navigate({ to: '/consumers/$name', params: { name }, ignoreBlocker: true });
  });
  const isDirty = Object.keys(changedValues(form.values, valuesOf(base))).length > 0;
  const merge = () => {
    form.setValues(mergeValues(form.values, valuesOf(base), valuesOf(consumer)));
    rebase();
    change.forget();
  };
  return (
    <section aria-label="Settings">
      <Title order={2} mb="xs">
        Settings
      </Title>
      <Paper className="sy-panel" p="md" component="form" onSubmit={submit} noValidate>
        <Fieldset variant="unstyled" disabled={!mayEdit}>
          <Stack gap="sm">
            <Unsaved isDirty={isDirty} />
            {changes === null ? null : <StaleNotice changes={changes} onMerge={merge} />}
            <TextInput label="Name" {...form.getInputProps('name')} error={errors['name']} />
            <TextInput label="Display name" {...form.getInputProps('displayName')} error={errors['displayName']} />
            <Switch
              label="Enabled"
              description="A disabled consumer's keys are refused."
              {...form.getInputProps('enabled', { type: 'checkbox' })}
            />
            <Switch
              label="May ask for traces"
              description="Its requests may name x-switchyard-trace and get the route in the answer."
              {...form.getInputProps('traceAllowed', { type: 'checkbox' })}
            />
            <LabelsInput
              errors={errors}
              value={form.values.labels}
              onChange={(labels) => form.setFieldValue('labels', labels)}
            />
            {change.failure === null ? null : <FailureNote failure={change.failure} />}
            <Group justify="space-between">
              {mayEdit ? <DeleteConsumer consumer={consumer} /> : <span />}
              <Button type="submit" loading={change.isBusy}>
                Save consumer
              </Button>
            </Group>
          </Stack>
        </Fieldset>
      </Paper>
    </section>
  );
}

function DeleteConsumer({
  consumer: { id, name, version, consumerKeys, accessGrants },
}: {
  readonly consumer: Consumer;
}) {
  const navigate = useNavigate();
  const [isOpen, setOpen] = useState(false);
  const change = useChange(DeleteConsumerDocument, 'Consumer deleted');
  const confirm = async () => {
    const payload = await change.run({ input: { consumerId: id, expectedVersion: version } });
    if (payload !== null) await navigate({ to: '/consumers', ignoreBlocker: true });
  };
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>
        Delete consumer
      </Button>
      <Confirm
        title={`Delete consumer ${name}?`}
        action="Delete consumer"
        isOpen={isOpen}
        isBusy={change.isBusy}
        failure={change.failure}
        onConfirm={() => void confirm()}
        onClose={() => setOpen(false)}
      >
        Its {count(consumerKeys.totalCount, 'key')} are revoked for good, and its access to{' '}
        {count(accessGrants.totalCount, 'AI API')} ends.
      </Confirm>
    </>
  );
}
