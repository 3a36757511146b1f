import { Button, Group, NumberInput, PasswordInput, Stack, Switch, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { errorsByPath } from '../../graphql/failure';
import { FormPanel } from '../../parts/form-dialog';
import { changedValues, mergeValues, useEdited } from '../../parts/edited';
import { StaleNotice } from '../../parts/stale-notice';
import { FailureNote } from '../../parts/states';
import { useChange } from '../../parts/use-change';
import { words } from '../../parts/wording';
import { CreateEndpointDocument, UpdateEndpointDocument } from './documents.generated';
import type { Endpoint, Environment, Provider } from './provider';

interface EndpointFormProps {
  readonly provider: Pick<Provider, 'id'>;
  readonly environment: Environment;
  /** Null for a new one. */
  readonly endpoint: Endpoint | null;
  readonly onClose: () => void;
}

export function EndpointForm({ endpoint, onClose, ...rest }: EndpointFormProps) {
  const title = endpoint === null ? `Add ${words(rest.environment)} endpoint` : `Edit endpoint ${endpoint.name}`;
  return (
    <FormPanel opened onClose={onClose} title={title}>
      {endpoint === null ? (
        <CreateForm {...rest} onClose={onClose} />
      ) : (
        <EditForm endpoint={endpoint} onClose={onClose} />
      )}
    </FormPanel>
  );
}

const EMPTY = {
  name: '',
  displayName: '',
  url: '',
  connectTimeoutSeconds: 5,
  caCertificate: '',
  enabled: true,
  apiKey: '',
};
type Values = typeof EMPTY;

function CreateForm({ provider, environment, onClose }: Omit<EndpointFormProps, 'endpoint'>) {
  const change = useChange(CreateEndpointDocument, 'Endpoint added');
  const form = useForm<Values>({ initialValues: EMPTY });
  const submit = form.onSubmit(async ({ apiKey, displayName, caCertificate, ...values }) => {
    const payload = await change.run({
      input: {
        providerId: provider.id,
        environment,
        ...values,
        ...(displayName === '' ? {} : { displayName }),
        ...(caCertificate.trim() === '' ? {} : { caCertificate }),
        ...(apiKey === '' ? {} : { credential: { apiKey } }),
      },
    });
    if (payload !== null) onClose();
  });
  const errors = change.failure === null ? {} : errorsByPath(change.failure);
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <EndpointFields form={form} errors={errors} />
        <PasswordInput
          label="API key"
          description="Sealed here, and in the clear only in a data plane's memory."
          autoComplete="off"
          visibilityToggleButtonProps={{ 'aria-label': 'Show the key' }}
          {...form.getInputProps('apiKey')}
          error={errors['credential.apiKey'] ?? errors['credential']}
        />
        {change.failure === null ? null : <FailureNote failure={change.failure} />}
        <Buttons isBusy={change.isBusy} action="Add endpoint" onClose={onClose} />
      </Stack>
    </form>
  );
}

function EditForm({ endpoint, onClose }: { readonly endpoint: Endpoint; readonly onClose: () => void }) {
  const change = useChange(UpdateEndpointDocument, 'Endpoint saved');
  const { base, changes, rebase } = useEdited(endpoint, describe);
  const form = useForm<Values>({ initialValues: valuesOf(endpoint) });
  const submit = form.onSubmit(async (values) => {
    const { apiKey: _unused, caCertificate, ...changed } = changedValues(values, valuesOf(base));
    const payload = await change.run({
      input: {
        endpointId: endpoint.id,
        expectedVersion: base.version,
        ...changed,
        ...(caCertificate === undefined ? {} : { caCertificate: caCertificate.trim() === '' ? null : caCertificate }),
      },
    });
    if (payload !== null) onClose();
  });
  const merge = () => {
    form.setValues(mergeValues(form.values, valuesOf(base), valuesOf(endpoint)));
    rebase();
    change.forget();
  };
  const errors = change.failure === null ? {} : errorsByPath(change.failure);
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        {changes === null ? null : <StaleNotice changes={changes} onMerge={merge} />}
        <EndpointFields form={form} errors={errors} />
        {change.failure === null ? null : <FailureNote failure={change.failure} />}
        <Buttons isBusy={change.isBusy} action="Save endpoint" onClose={onClose} />
      </Stack>
    </form>
  );
}

interface EndpointFieldsProps {
  readonly form: ReturnType<typeof useForm<Values>>;
  readonly errors: Record<string, string>;
}

function EndpointFields({ form, errors }: EndpointFieldsProps) {
  return (
    <>
      <TextInput label="Name" required data-autofocus {...form.getInputProps('name')} error={errors['name']} />
      <TextInput label="Display name" {...form.getInputProps('displayName')} error={errors['displayName']} />
      <TextInput
        label="URL"
        type="url"
        required
        placeholder="https://api.openai.com/v1"
        {...form.getInputProps('url')}
        error={errors['url']}
      />
      <NumberInput
        label="Connect timeout, in seconds"
        min={1}
        {...form.getInputProps('connectTimeoutSeconds')}
        error={errors['connectTimeoutSeconds']}
      />
      <Textarea
        label="CA certificate"
        description="In PEM, if the endpoint's own certificate is not from a public authority. Empty for the public ones."
        autosize
        minRows={2}
        maxRows={8}
        spellCheck={false}
        classNames={{ input: 'sy-mono' }}
        {...form.getInputProps('caCertificate')}
        error={errors['caCertificate']}
      />
      <Switch label="Enabled" {...form.getInputProps('enabled', { type: 'checkbox' })} />
    </>
  );
}

interface ButtonsProps {
  readonly isBusy: boolean;
  readonly action: string;
  readonly onClose: () => void;
}

function Buttons({ isBusy, action, onClose }: ButtonsProps) {
  return (
    <Group justify="flex-end" gap="xs">
      <Button variant="default" onClick={onClose}>
        Cancel
      </Button>
      <Button type="submit" loading={isBusy}>
        {action}
      </Button>
    </Group>
  );
}

function valuesOf({ name, displayName, url, connectTimeoutSeconds, caCertificate, enabled }: Endpoint): Values {
  return { name, displayName, url, connectTimeoutSeconds, caCertificate: caCertificate ?? '', enabled, apiKey: '' };
}

function describe(endpoint: Endpoint) {
  const { name, displayName, url, connectTimeoutSeconds, caCertificates, enabled, credential } = endpoint;
  return {
    Name: name,
    'Display name': displayName,
    URL: url,
    'Connect timeout': String(connectTimeoutSeconds),
    'CA certificate': caCertificates.map(({ subject }) => subject).join(', '),
    Enabled: enabled ? 'yes' : 'no',
    Credential: credential.hint ?? '',
  };
}
