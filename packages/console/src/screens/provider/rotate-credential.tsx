import { Button, Group, PasswordInput, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { errorsByPath } from '../../graphql/failure';
import { FormDialog } from '../../parts/form-dialog';
import { FailureNote } from '../../parts/states';
import { useChange } from '../../parts/use-change';
import { RotateCredentialDocument } from './documents.generated';
import type { Endpoint } from './provider';

interface RotateCredentialProps {
  readonly endpoint: Endpoint;
  readonly onClose: () => void;
}

export function RotateCredential({ endpoint, onClose }: RotateCredentialProps) {
  const change = useChange(RotateCredentialDocument, 'Key rotated');
  const form = useForm({ initialValues: { apiKey: '' } });
  const submit = form.onSubmit(async ({ apiKey }) => {
    const input = { endpointId: endpoint.id, expectedVersion: endpoint.version, credential: { apiKey } };
    if ((await change.run({ input })) !== null) onClose();
  });
  const errors = change.failure === null ? {} : errorsByPath(change.failure);
  return (
    <FormDialog opened onClose={onClose} title={`Rotate the key of ${endpoint.name}`}>
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          <Text size="sm">
            New requests use the new key as soon as the data planes have the revision. Targets that the old key
            suspended come back.
          </Text>
          <PasswordInput
            label="New API key"
            autoComplete="off"
            data-autofocus
            visibilityToggleButtonProps={{ 'aria-label': 'Show the key' }}
            {...form.getInputProps('apiKey')}
            error={errors['credential.apiKey'] ?? errors['credential']}
          />
          {change.failure === null ? null : <FailureNote failure={change.failure} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={change.isBusy}>
              Rotate key
            </Button>
          </Group>
        </Stack>
      </form>
    </FormDialog>
  );
}
