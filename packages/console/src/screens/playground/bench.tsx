import {
  Autocomplete,
  Button,
  Group,
  NumberInput,
  Paper,
  SegmentedControl,
  SimpleGrid,
  Stack,
  Switch,
  Text,
  Textarea,
} from '@mantine/core';
import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { Note } from '../../parts/note';
import { FailureNote } from '../../parts/states';
import { ask, type Reply } from './ask';
import { chatFormat } from './chat-format';
import type { PlaygroundAiApiQuery } from './documents.generated';
import { type Environment, usePlaygroundKey } from './playground-key';
import { ReplyPanel } from './reply-panel';

type AiApi = NonNullable<PlaygroundAiApiQuery['aiApi']>;

const MAX_TOKENS = 512;
const MAX_TOKENS_LIMIT = 32_768;

/** The form of a question, and its answers beside each other. */
export function Bench({ aiApi }: { readonly aiApi: AiApi }) {
  const models = [
    ...new Set([
      ...aiApi.modelAliases.map(({ name }) => name),
      ...aiApi.providers.flatMap((provider) => provider.models.map(({ name }) => name)),
    ]),
  ];
  const [environment, setEnvironment] = useState<Environment>('PRODUCTION');
  const [model, setModel] = useState(models[0] ?? '');
  const [other, setOther] = useState('');
  const [system, setSystem] = useState('');
  const [prompt, setPrompt] = useState('Hello!');
  const [streamed, setStreamed] = useState(true);
  const [maxTokens, setMaxTokens] = useState(MAX_TOKENS);
  const [replies, setReplies] = useState<readonly { readonly model: string; readonly reply: Reply | null }[]>([]);
  const running = useRef<AbortController>(null);
  useEffect(() => () => running.current?.abort(), []);
  const playgroundKey = usePlaygroundKey(environment);
  const { key } = playgroundKey;
  const isRunning = replies.some(
    ({ reply }) => reply === null || reply.state === 'waiting' || reply.state === 'receiving',
  );
  const format = chatFormat(aiApi.provider.profile.wireFormat, aiApi.providers[0]?.template ?? '');
  const send = () => {
    if (isRunning || key === null || prompt.trim() === '' || model === '') return;
    const controller = new AbortController();
    running.current = controller;
    const asked = [model, ...(other === '' ? [] : [other])];
    setReplies(asked.map((each) => ({ model: each, reply: null })));
    asked.forEach((each, index) => {
      const question = { model: each, system: system.trim(), prompt, streamed, maxTokens };
      const { basePath } = aiApi;
      void ask({ basePath, format, question, key: key.secret, signal: controller.signal }, (reply) => {
        // An earlier question may still report its end.
        if (running.current !== controller) return;
        setReplies((current) => current.map((row, at) => (at === index ? { ...row, reply } : row)));
      });
    });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send();
  };
  const sendByKey = (event: KeyboardEvent) => {
    // A key that is held down repeats.
    if (event.key === 'Enter' && (event.metaKey || event.ctrlKey) && !event.repeat) send();
  };
  return (
    <Stack gap="md">
      <Paper className="sy-panel" p="md">
        <form onSubmit={submit} noValidate>
          <Stack gap="sm">
            <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
              <Autocomplete label="Model" data={models} value={model} onChange={setModel} />
              <Autocomplete
                label="Compare with"
                placeholder="Another model, if you like"
                data={models}
                value={other}
                onChange={setOther}
              />
            </SimpleGrid>
            <Textarea
              label="Instructions"
              placeholder="None"
              value={system}
              onChange={({ currentTarget }) => setSystem(currentTarget.value)}
              autosize
              minRows={1}
              maxRows={6}
            />
            <Textarea
              label="Prompt"
              value={prompt}
              onChange={({ currentTarget }) => setPrompt(currentTarget.value)}
              onKeyDown={sendByKey}
              autosize
              minRows={3}
              maxRows={12}
            />
            <Group align="flex-end" gap="md">
              <SegmentedControl
                aria-label="Environment"
                value={environment}
                onChange={(value) => setEnvironment(value === 'SANDBOX' ? 'SANDBOX' : 'PRODUCTION')}
                data={[
                  { value: 'PRODUCTION', label: 'Production' },
                  { value: 'SANDBOX', label: 'Sandbox' },
                ]}
              />
              <NumberInput
                label="Tokens at most"
                min={1}
                max={MAX_TOKENS_LIMIT}
                value={maxTokens}
                onChange={(value) => setMaxTokens(Number(value) || MAX_TOKENS)}
                w={120}
              />
              <Switch
                label="Stream"
                checked={streamed}
                onChange={({ currentTarget }) => setStreamed(currentTarget.checked)}
                mb={8}
              />
              <KeyState playgroundKey={playgroundKey} environment={environment} />
              {isRunning ? (
                <Button variant="default" onClick={() => running.current?.abort()}>
                  Stop
                </Button>
              ) : (
                <Button type="submit" disabled={key === null}>
                  Send
                </Button>
              )}
            </Group>
          </Stack>
        </form>
      </Paper>
      {playgroundKey.failure === null ? null : <FailureNote failure={playgroundKey.failure} />}
      {key === null && replies.length === 0 ? (
        <Note kind="idle">
          Issue a key first. It has access to every AI API, expires after 15 minutes, and stays in the memory of this
          page.
        </Note>
      ) : null}
      <SimpleGrid cols={{ base: 1, md: Math.max(1, replies.length) }} spacing="md">
        {replies.map((row, index) => (
          <ReplyPanel key={index} model={row.model} reply={row.reply} />
        ))}
      </SimpleGrid>
    </Stack>
  );
}

interface KeyStateProps {
  readonly playgroundKey: ReturnType<typeof usePlaygroundKey>;
  readonly environment: Environment;
}

function KeyState({ playgroundKey: { key, issue, isBusy }, environment }: KeyStateProps) {
  if (key !== null) {
    const until = new Date(key.expiresAt).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
    return (
      <Text size="sm" c="dimmed" mb={8}>
        Key for {environment.toLowerCase()} until {until}
      </Text>
    );
  }
  return (
    <Button variant="default" loading={isBusy} onClick={() => void issue()}>
      Issue a {environment.toLowerCase()} key for 15 minutes
    </Button>
  );
}
