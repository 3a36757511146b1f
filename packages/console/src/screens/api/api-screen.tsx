import { Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { graphql } from 'cm6-graphql';
import {
  buildClientSchema,
  getIntrospectionQuery,
  type GraphQLSchema,
  type IntrospectionQuery,
  printSchema,
} from 'graphql';
import { useEffect, useMemo, useState } from 'react';
import { CodeEditor } from '../../parts/code-editor';
import { PageHeader } from '../../parts/page-header';
import { EmptyState, FailedState, LoadingState } from '../../parts/states';
import { EXAMPLE_DOCUMENT } from './example-document';
import { failureOf, type Failure } from '../../graphql/failure';
import { sendDocument } from './send-document';

/** Sends documents as the signed-in operator. */
export function ApiScreen() {
  const [schema, setSchema] = useState<GraphQLSchema | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [attempt, setAttempt] = useState(1);
  useEffect(() => {
    setFailure(null);
    sendDocument(getIntrospectionQuery(), {}).then(
      (answer) => {
        const { data } = answer as { data?: IntrospectionQuery };
        if (data === undefined) setFailure(failureOf(null));
        else setSchema(buildClientSchema(data));
      },
      (error: unknown) => setFailure(failureOf(error)),
    );
  }, [attempt]);
  return (
    <>
      <PageHeader title="API" actions={schema === null ? null : <DownloadSchema schema={schema} />}>
        Everything that this console does is GraphQL. Programs send an access token to{' '}
        <span className="sy-mono">{location.origin}/graphql</span>.
      </PageHeader>
      {schema !== null ? (
        <Explorer schema={schema} />
      ) : failure === null ? (
        <LoadingState what="the schema" />
      ) : (
        <FailedState failure={failure} onRetry={() => setAttempt(attempt + 1)} />
      )}
    </>
  );
}

function DownloadSchema({ schema }: { readonly schema: GraphQLSchema }) {
  const download = () => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([printSchema(schema)], { type: 'text/plain' }));
    link.download = 'schema.graphql';
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return (
    <Button variant="default" onClick={download}>
      Download the schema
    </Button>
  );
}

function Explorer({ schema }: { readonly schema: GraphQLSchema }) {
  const language = useMemo(() => graphql(schema), [schema]);
  const [text, setText] = useState(EXAMPLE_DOCUMENT);
  const [variables, setVariables] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [answer, setAnswer] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const send = async () => {
    const given = parseVariables(variables);
    setProblem(given === null ? 'Variables must be a JSON object.' : null);
    if (given === null) return;
    setBusy(true);
    try {
      setAnswer(JSON.stringify(await sendDocument(text, given), null, 2));
    } catch (error) {
      setAnswer(failureOf(error).message);
    }
    setBusy(false);
  };
  return (
    <Stack gap="md">
      <CodeEditor label="GraphQL document" value={text} extensions={language} onChange={setText} />
      <Textarea
        label="Variables, as JSON"
        autosize
        minRows={2}
        value={variables}
        onChange={({ currentTarget }) => setVariables(currentTarget.value)}
        error={problem}
        classNames={{ input: 'sy-mono' }}
      />
      <Group>
        <Button loading={isBusy} onClick={() => void send()}>
          Send
        </Button>
      </Group>
      <section aria-label="Answer" aria-live="polite">
        {answer === null ? (
          <EmptyState title="The answer appears here." />
        ) : (
          <>
            <Text fw={600} size="sm">
              Answer
            </Text>
            <pre className="sy-code">{answer}</pre>
          </>
        )}
      </section>
    </Stack>
  );
}

function parseVariables(text: string): Record<string, unknown> | null {
  if (text.trim() === '') return {};
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed))
      return parsed as Record<string, unknown>;
  } catch {
    // Said beside the field.
  }
  return null;
}
