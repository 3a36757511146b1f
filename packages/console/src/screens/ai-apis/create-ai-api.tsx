import { useQuery } from '@apollo/client/react';
import { Button, Group, MultiSelect, Select, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDebouncedValue } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { errorsByPath } from '../../graphql/failure';
import { FormDialog } from '../../parts/form-dialog';
import { labelInputs } from '../../parts/labels';
import { LabelsInput } from '../../parts/labels-input';
import { FailureNote } from '../../parts/states';
import { useChange } from '../../parts/use-change';
import { CreateAiApiDocument, ProviderChoicesDocument, type ProviderChoicesQuery } from './documents.generated';

const TYPING_PAUSE_MS = 200;

interface CreateAiApiProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

export function CreateAiApi({ isOpen, onClose }: CreateAiApiProps) {
  return (
    <FormDialog opened={isOpen} onClose={onClose} title="Create AI API">
      <CreateAiApiForm onClose={onClose} />
    </FormDialog>
  );
}

type Choice = ProviderChoicesQuery['providers']['nodes'][number];

function CreateAiApiForm({ onClose }: Pick<CreateAiApiProps, 'onClose'>) {
  const navigate = useNavigate();
  const [typed, setTyped] = useState('');
  const [search] = useDebouncedValue(typed.trim(), TYPING_PAUSE_MS);
  const result = useQuery(ProviderChoicesDocument, { variables: { search: search === '' ? null : search } });
  const data = result.data ?? result.previousData;
  // What was chosen stays a choice when the search no longer finds it.
  const [seen, setSeen] = useState<ReadonlyMap<string, Choice>>(new Map());
  const found = data?.providers.nodes ?? [];
  const choices = new Map([...seen, ...found.map((choice): [string, Choice] => [choice.id, choice])]);
  const change = useChange(CreateAiApiDocument, 'AI API created');
  const form = useForm({
    initialValues: {
      name: '',
      basePath: '',
      providerIds: [] as string[],
      production: null as string | null,
      sandbox: null as string | null,
      labels: [] as string[],
    },
  });
  const errors = change.failure === null ? {} : errorsByPath(change.failure);
  const submit = form.onSubmit(async ({ production, sandbox, labels, ...values }) => {
    const input = {
      ...values,
      ...(labels.length === 0 ? {} : { labels: labelInputs(labels) }),
      ...(production === null ? {} : { defaultProductionEndpointId: production }),
      ...(sandbox === null ? {} : { defaultSandboxEndpointId: sandbox }),
    };
    const payload = await change.run({ input });
    if (payload === null) return;
    onClose();
    await navigate({
      to: '/ai-apis/$name',
      params: { name: payload.aiApi.name },
      search: { tab: 'policies' },
      ignoreBlocker: true,
    });
  });
  const first = choices.get(form.values.providerIds[0] ?? '');
  const endpoints = (environment: string) =>
    (first?.endpoints ?? [])
      .filter((endpoint) => endpoint.environment === environment && endpoint.enabled)
      .map(({ id, name }) => ({ value: id, label: name }));
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <TextInput
          label="Name"
          description="Letters, digits and dashes."
          required
          data-autofocus
          {...form.getInputProps('name')}
          onBlur={() => {
            if (form.values.basePath === '' && form.values.name !== '')
              form.setFieldValue('basePath', `/${form.values.name}`);
          }}
          error={errors['name']}
        />
        <TextInput
          label="Base path"
          description="What consumers put before the vendor's own paths."
          required
          placeholder="/support/chat"
          {...form.getInputProps('basePath')}
          error={errors['basePath']}
        />
        <MultiSelect
          label="Providers"
          description="The first one says how consumers call. More must speak the same wire format."
          required
          searchable
          searchValue={typed}
          onSearchChange={setTyped}
          data={[...choices.values()].map(({ id, name }) => ({ value: id, label: name }))}
          nothingFoundMessage="No provider has that name"
          {...form.getInputProps('providerIds')}
          onChange={(ids) => {
            setSeen(choices);
            form.setFieldValue('providerIds', ids);
          }}
          error={errors['providerIds'] ?? errors['providerIds.0']}
        />
        <Select
          label="Default production endpoint"
          description="Takes what no policy routes."
          clearable
          data={endpoints('PRODUCTION')}
          {...form.getInputProps('production')}
          error={errors['defaultProductionEndpointId']}
        />
        <Select
          label="Default sandbox endpoint"
          clearable
          data={endpoints('SANDBOX')}
          {...form.getInputProps('sandbox')}
          error={errors['defaultSandboxEndpointId']}
        />
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
            Create AI API
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
