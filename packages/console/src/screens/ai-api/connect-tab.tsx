import { Group, Paper, Select, Stack, Text, TextInput } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { useState } from 'react';
import { CodeBlock } from '../../parts/code-block';
import { EmptyState } from '../../parts/states';
import type { AiApi } from './ai-api';
import { snippetsOf } from './snippets';

const DATA_PLANE_PORT = 8080;

/** How applications call this AI API, ready to paste. */
export function ConnectTab({ aiApi }: { readonly aiApi: AiApi }) {
  const [gateway, setGateway] = useLocalStorage({
    key: 'switchyard-gateway',
    defaultValue: `${location.protocol}//${location.hostname}:${DATA_PLANE_PORT}`,
  });
  const models = [
    ...aiApi.modelAliases.map(({ name }) => name),
    ...aiApi.providers.flatMap((provider) => provider.models.filter(({ enabled }) => enabled).map(({ name }) => name)),
  ];
  const [model, setModel] = useState(models[0] ?? null);
  const { wireFormat, credentialName, credentialPrefix } = aiApi.provider.profile;
  if (model === null) {
    return (
      <Paper className="sy-panel">
        <EmptyState title="There is no model to ask for.">Enable a model of one of its providers first.</EmptyState>
      </Paper>
    );
  }
  const snippets = snippetsOf({
    url: `${gateway.replace(/\/+$/, '')}${aiApi.basePath}`,
    model,
    wireFormat,
    template: aiApi.providers[0]?.template ?? '',
    keyHeader: credentialName ?? 'authorization',
    keyPrefix: credentialPrefix ?? '',
  });
  return (
    <Stack gap="md">
      <Group align="flex-end">
        <TextInput
          label="Address of the data planes"
          value={gateway}
          onChange={({ currentTarget }) => setGateway(currentTarget.value)}
          w={{ base: '100%', xs: 320 }}
        />
        <Select
          label="Model"
          searchable
          data={[...new Set(models)]}
          value={model}
          onChange={(next) => setModel(next ?? model)}
          allowDeselect={false}
        />
      </Group>
      <Text size="sm">
        Put a consumer&apos;s key into <code>SWITCHYARD_KEY</code>. The environment, production or sandbox, is that of
        the key.
      </Text>
      <Paper className="sy-panel" p="md">
        <Stack gap="md">
          {snippets.map(({ title, code }) => (
            <CodeBlock key={title} title={title} code={code} />
          ))}
        </Stack>
      </Paper>
    </Stack>
  );
}
