import { useQuery } from '@apollo/client/react';
import { Button, Group, Select, Stack, TagsInput, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useNavigate } from '@tanstack/react-router';
import { errorsByPath } from '../../graphql/failure';
import { FormDialog } from '../../parts/form-dialog';
import { labelInputs } from '../../parts/labels';
import { LabelsInput } from '../../parts/labels-input';
import { Note } from '../../parts/note';
import { PageLink } from '../../parts/page-link';
import { FailureNote } from '../../parts/states';
import { useChange } from '../../parts/use-change';
import {
  CreateProviderDocument,
  type CreateProviderMutationVariables,
  ProviderTemplatesDocument,
} from './documents.generated';

type Template = CreateProviderMutationVariables['input']['template'];

interface CreateProviderProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

export function CreateProvider({ isOpen, onClose }: CreateProviderProps) {
  return (
    <FormDialog opened={isOpen} onClose={onClose} title="Create provider">
      <CreateProviderForm onClose={onClose} />
    </FormDialog>
  );
}

function CreateProviderForm({ onClose }: Pick<CreateProviderProps, 'onClose'>) {
  const navigate = useNavigate();
  const { data } = useQuery(ProviderTemplatesDocument, { fetchPolicy: 'cache-first' });
  const change = useChange(CreateProviderDocument, 'Provider created');
  const form = useForm({
    initialValues: { name: '', displayName: '', template: 'OPENAI', models: [] as string[], labels: [] as string[] },
  });
  const submit = form.onSubmit(async ({ name, displayName, template, models, labels }) => {
    const input = {
      name,
      ...(displayName === '' ? {} : { displayName }),
      template: template as Template,
      models: models.map((each) => ({ name: each })),
      ...(labels.length === 0 ? {} : { labels: labelInputs(labels) }),
    };
    const payload = await change.run({ input });
    if (payload === null) return;
    onClose();
    await navigate({ to: '/providers/$name', params: { name: payload.provider.name }, ignoreBlocker: true });
  });
  const errors = change.failure === null ? {} : errorsByPath(change.failure);
  const modelsError = Object.entries(errors).find(([path]) => path.startsWith('models'))?.[1];
  const templates = data?.providerTemplates ?? [];
  const chosen = templates.find(({ template }) => template === form.values.template);
  const isCustom = form.values.template === 'CUSTOM';
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <TextInput
          label="Name"
          description="Letters, digits and dashes. Manifests refer to it."
          required
          data-autofocus
          {...form.getInputProps('name')}
          error={errors['name']}
        />
        <TextInput label="Display name" {...form.getInputProps('displayName')} error={errors['displayName']} />
        <Select
          label="Template"
          description="What this vendor does differently. It cannot be changed later."
          data={templates.map(({ template, displayName }) => ({ value: template, label: displayName }))}
          allowDeselect={false}
          {...form.getInputProps('template')}
          error={errors['template']}
        />
        {chosen?.exampleUrl ? (
          <div>
            Its endpoints look like <span className="sy-mono">{chosen.exampleUrl}</span>
          </div>
        ) : null}
        {isCustom ? (
          <Note kind="idle" title="Nothing is known of such a service.">
            Describe it with its whole profile, as text: <PageLink to="/manifest">add it to the manifest</PageLink>
          </Note>
        ) : null}
        <TagsInput
          label="Models"
          description="Type a name as the vendor writes it, then press Enter."
          splitChars={[',', ' ']}
          {...form.getInputProps('models')}
          error={modelsError}
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
          <Button type="submit" loading={change.isBusy} disabled={isCustom}>
            Create provider
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
